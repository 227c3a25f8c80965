package graft.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import graft.api.run.RunSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Paths into a model file. */
class RunSpecTest {
  private static final RunSpec SPEC =
      new RunSpec(
          Map.of(
              "model",
              Map.of("layers", List.of(layer("one"), layer("two"))),
              "training",
              Map.of("seed", 3L)));

  private static Map<String, Object> layer(String name) {
    return Map.of("type", "dense", "name", name, "units", 2L);
  }

  @Test
  void aFieldOrAnElementIsTakenAway() {
    assertEquals(Map.of(), SPEC.without("training.seed").get("training"));
    assertEquals(
        Map.of("layers", List.of(layer("two"))), SPEC.without("model.layers.one").get("model"));
    assertEquals(
        Map.of("layers", List.of(layer("one"), Map.of("type", "dense", "name", "two"))),
        SPEC.without("model.layers.1.units").get("model"));
  }

  private static String message(String path) {
    return assertThrows(ConfigException.class, () -> SPEC.without(path)).getMessage();
  }

  @Test
  void whatIsNotThereIsNotTakenAway() {
    assertEquals(
        "'training.rate': there is no field 'rate'; hint: fields are seed",
        message("training.rate"));
    assertEquals(
        "'training.seed.x': there is no field 'x'", message("training.seed.x")); // it is a number
    assertEquals(
        "'model.layers.six': there is no element 'six'; hint: elements are one, two",
        message("model.layers.six"));
  }

  @Test
  void aPathHasNoEmptyNames() {
    for (String path : List.of(".", "", "model..layers", "training.")) {
      assertEquals(
          "'"
              + path
              + "': expected names with a dot between them, got an empty one;"
              + " hint: such as training.optimizer.learning_rate",
          assertThrows(ConfigException.class, () -> SPEC.with(path, 1L)).getMessage());
    }
  }
}
