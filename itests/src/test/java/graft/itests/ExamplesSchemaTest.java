package graft.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples' model files are what the schema says that editors read, and name it. */
class ExamplesSchemaTest {
  private static final Path SCHEMA = Distribution.root().resolve("docs/model.schema.json");

  private static JsonObject read(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Distribution.root().resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static List<String> faults(JsonObject example) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(
            SchemaLocation.of(SCHEMA.toUri().toString()),
            Files.readString(SCHEMA),
            InputFormat.JSON)
        .validate(example.toString(), InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void eachExampleIsValidAndNamesTheSchema() throws IOException {
    assertTrue(examples().size() > 20, examples().toString());
    for (Path file : examples()) {
      JsonObject example = read(file);
      assertEquals(List.of(), faults(example), file.toString());
      assertTrue(example.has("$schema"), file + " has no $schema");
      Path named = file.resolveSibling(example.get("$schema").getAsString());
      assertTrue(Files.isSameFile(SCHEMA, named), file + " names " + named);
    }
  }

  @Test
  void wrongKeyOrValueIsAFault() throws IOException {
    JsonObject example = read(Distribution.root().resolve("examples/mlp.json"));
    example.getAsJsonObject("training").addProperty("epoch", 3);
    example.getAsJsonObject("training").addProperty("batch", "many");
    String faults = faults(example).toString();
    assertTrue(faults.contains("/training: property 'epoch'"), faults);
    assertTrue(faults.contains("/training/batch:"), faults);
  }
}
