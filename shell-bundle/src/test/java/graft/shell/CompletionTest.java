package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Kind;
import graft.api.run.Graft;
import graft.api.run.TypeInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class CompletionTest {
  @TempDir Path folder;

  private static TypeInfo type(Kind kind, String name, List<TypeInfo.Field> fields) {
    return new TypeInfo(kind, name, "", "", "", "", "b", "1.0.0", 0, 1, fields);
  }

  private static final List<TypeInfo> TYPES =
      List.of(
          type(Kind.LAYER, "dense", List.of()),
          type(Kind.LAYER, "dropout", List.of()),
          type(Kind.LOSS, "huber", List.of()),
          type(Kind.ACCELERATOR, "cpu", List.of()),
          type(Kind.SOURCE, "digits", List.of()),
          type(Kind.SOURCE, "csv", List.of(new TypeInfo.Field("file", "string", "", "", ""))));

  private static final Graft GRAFT =
      (Graft)
          Proxy.newProxyInstance(
              CompletionTest.class.getClassLoader(),
              new Class<?>[] {Graft.class},
              (self, method, args) -> method.getName().equals("types") ? TYPES : List.of());

  private final Verbs verbs = new Verbs(GRAFT, Stubs.of(BundleContext.class));

  private List<String> complete(String... words) {
    return verbs.complete(List.of(words));
  }

  @Test
  void theFirstWordIsAVerb() {
    assertEquals(List.of("pause", "plugins", "predict"), complete("p"));
    assertEquals(List.of(), complete("zzz", ""));
  }

  @Test
  void anArgumentIsWhatItsLabelSays() {
    assertEquals(List.of("dense", "digits", "dropout"), complete("describe", "d"));
    assertEquals(List.of("layer:dense", "layer:dropout"), complete("check", "layer:"));
    assertEquals(List.of("layer", "loss"), complete("plugins", "l"));
    assertEquals(List.of("threads="), complete("config", "th"));
  }

  @Test
  void anOptionHasAName() {
    assertEquals(List.of("--epochs"), complete("train", "--e"));
    assertEquals(List.of("--background", "--batch"), complete("train", "a.json", "--ba"));
  }

  @Test
  void anOptionsValueIsWhatItsLabelSays() {
    assertEquals(List.of("cpu"), complete("train", "--accelerator", "c"));
    assertEquals(List.of("--accelerator=cpu"), complete("train", "--accelerator=c"));
    assertTrue(complete("train", "--data", "").containsAll(List.of("csv:", "digits")));
    assertEquals(List.of(), complete("train", "--epochs", ""));
  }

  @Test
  void filesAreThoseOfTheKindAndFoldersOnTheWay() throws IOException {
    Files.createFile(folder.resolve("m.json"));
    Files.createFile(folder.resolve("m.csv"));
    Files.createDirectory(folder.resolve("models"));
    String word = folder + "/m";
    List<String> models = List.of(folder + "/m.json", folder + "/models/");
    assertEquals(models, complete("train", word));
    assertEquals(models, complete("train", "--epochs", "3", "--json", word));
    assertEquals(List.of(folder + "/models/"), complete("evaluate", word));
    assertEquals(3, complete("predict", "run", word).size());
  }

  @Test
  void bashKnowsVerbsOptionsAndTypes() {
    PrintStream none = new PrintStream(PrintStream.nullOutputStream());
    String script = String.valueOf(verbs.run(words("completion bash"), none, none, l -> {}, false));
    for (String part : List.of("describe", "--epochs", "dropout", "huber")) {
      assertTrue(script.contains(part), part);
    }
  }

  private static String[] words(String line) {
    return line.split(" ");
  }
}
