package graft.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import graft.api.Spec;
import graft.api.run.SpecText;
import graft.api.run.TypeInfo.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecTextTest {
  private static final List<Field> CSV =
      List.of(
          new Field("file", "string", "", "", ""),
          new Field("label", "string", "\"last\"", "", ""),
          new Field("header", "bool", "true", "", ""),
          new Field("skip", "int", "0", "", ""),
          new Field("scale", "float", "1.0", "", ""),
          new Field("columns", "list of string", "[]", "", ""));

  private static void refused(String message, String text) {
    ConfigException e = assertThrows(ConfigException.class, () -> SpecText.parse(text, CSV));
    assertEquals("'" + text + "': " + message, e.getMessage());
  }

  @Test
  void plainWordsFillTheFieldsInOrderAndOthersGoByName() {
    assertEquals(Spec.of("digits"), SpecText.parse("digits", List.of()));
    assertEquals(
        Spec.of("csv").with("file", "a.csv").with("label", "3"),
        SpecText.parse("csv:a.csv,3", CSV));
    assertEquals(
        Spec.of("csv").with("file", "a.csv").with("label", "last").with("header", false),
        SpecText.parse("csv:a.csv,label=last,header=false", CSV));
  }

  @Test
  void wordsBecomeWhatTheirFieldTakes() {
    assertEquals(
        Spec.of("csv")
            .with("skip", 2L)
            .with("scale", 1.5e-3)
            .with("file", "7")
            .with("columns", List.of("a", "2")),
        SpecText.parse("csv:skip=2,scale=1.5e-3,file=7,columns=a;2", CSV));
  }

  @Test
  void colonsAndEscapedCommasBelongToTheWord() {
    assertEquals(
        Spec.of("csv").with("file", "C:\\x,y=1.csv"),
        SpecText.parse("csv:file=C:\\x\\,y=1.csv", CSV));
  }

  @Test
  void wrongWordsAreRefused() {
    String fields = "fields are file, label, header, skip, scale, columns";
    refused(
        "lable: is an unknown field; hint: " + fields + "; write a word with = in it as field=word",
        "csv:a.csv,lable=x");
    refused("file: is given twice; hint: " + fields, "csv:a.csv,file=b.csv");
    refused("'y' is one word too many for csv; hint: " + fields, "csv:a,b,true,1,1,x,y");
    refused("label: expected a value, got nothing", "csv:a.csv,");
    refused("expected type or type:A,B,key=value, got no type; hint: such as digits", ":a.csv");
  }
}
