package graft.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.DType;
import graft.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The schema that people's editors read says the same as the reader. */
class SchemaTest {
  private static Object at(Object node, String... keys) {
    for (String key : keys) {
      node = ((Map<?, ?>) node).get(key);
    }
    return node;
  }

  private static Object schema() throws IOException {
    Path file = Path.of(System.getProperty("graft.root", ".."), "docs", "model.schema.json");
    return Json.parse(Files.readString(file), file.toString());
  }

  @Test
  void eachPartHasTheSameKeys() throws IOException {
    Object schema = schema();
    for (Part part : Part.values()) {
      Set<Object> keys =
          new TreeSet<>(((Map<?, ?>) at(schema, "$defs", part.text(), "properties")).keySet());
      assertEquals(new TreeSet<>(part.keys()), keys, part.text());
      Object closed = at(schema, "$defs", part.text(), "additionalProperties");
      assertEquals(part == Part.LAYER ? null : false, closed, part.text());
    }
  }

  @Test
  void choicesAreTheSame() throws IOException {
    Object training = at(schema(), "$defs", "training", "properties");
    assertEquals(SpecReader.REDUCTIONS, at(training, "reduction", "enum"));
    assertEquals(SpecReader.MISSING_TYPE, at(training, "missing_type", "enum"));
    assertEquals(SpecReader.MODES, at(schema(), "$defs", "best", "properties", "mode", "enum"));
    List<String> dtypes = DType.NUMERIC.stream().map(DType::text).toList();
    assertEquals(dtypes, at(schema(), "$defs", "dtype", "enum"));
  }
}
