package graft.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.GraftException;
import graft.api.Spec;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpecReaderTest {
  private static final String SEQUENTIAL =
      """
      {"name": "lenet", "version": 2,
       "model": {"type": "sequential", "input": {"shape": [28, 28, 1], "dtype": "f32"}, "layers": [
         {"type": "conv2d", "name": "conv_1", "filters": 8, "kernel_initializer": "he_normal"},
         "flatten",
         {"type": "sequential", "name": "head", "layers": [{"type": "dense", "units": 10}]}]},
       "training": {"loss": "mean_squared_error", "optimizer": {"type": "sgd", "momentum": 0.9},
         "metrics": ["accuracy"], "schedule": {"type": "cosine", "steps": 100}, "epochs": 5,
         "batch": 64, "seed": 3, "steps": 1000, "shuffle": true, "class_weights": {"0": 2.0},
         "gradient_clip_norm": 1, "gradient_clip_value": 0.5, "global_clip_norm": 5,
         "weight_decay": 0, "weight_decay_exclude": ["bias"], "use_ema": true,
         "ema_momentum": 0.9, "callbacks": ["early_stopping"], "reduction": "sum",
         "checkpoint": {"every_steps": 10, "every_epochs": 1, "keep": 3,
           "best": {"metric": "accuracy", "mode": "max"}},
         "missing_type": "pause"},
       "data": {"source": "digits", "validation": {"last": 2000}, "transforms": ["standardise"]}}
      """;

  private static final String GRAPH =
      """
      {"model": {"type": "graph", "inputs": {"a": {"shape": [4]}, "b": {"shape": ["time", 3]}},
         "layers": [
           {"type": "lstm", "name": "memory", "units": 4, "inputs": "b"},
           {"type": "split", "name": "parts", "inputs": ["a"]},
           {"type": "concatenate", "name": "both", "inputs": ["parts:1", "memory"],
            "share": {"kernel": "parts/kernel^T"}},
           {"type": "graph", "name": "inner", "inputs": {"x": "both"},
            "layers": [{"type": "dense", "name": "d", "inputs": ["x"], "units": 2}]},
           {"type": "shared", "name": "again", "layer": "both", "inputs": ["parts", "memory"]}],
         "outputs": ["inner", "again"]},
       "training": {"loss": {"inner": "mean_squared_error",
                             "again": {"type": "huber", "weight": 0.5}},
                    "optimizer": "adam", "metrics": {"inner": ["accuracy"]}},
       "data": {"validation": 0.1}}
      """;

  private static String changed(String json, String path, String value) {
    Object parsed = Json.tryParse(value).orElse(value);
    @SuppressWarnings("unchecked")
    Map<String, Object> map = (Map<String, Object>) Json.parse(json, "");
    return Json.format(new RunSpec(map).with(path, parsed).json());
  }

  private static void refused(String message, String path, String value) {
    refused(message, SEQUENTIAL, path, value);
  }

  private static void refused(String message, String json, String path, String value) {
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> SpecReader.parse(changed(json, path, value), "m.json"));
    assertEquals("m.json: " + message, e.getMessage());
  }

  @Test
  void whatIsInOrderIsReadAsItIs() {
    assertEquals(Json.parse(SEQUENTIAL, ""), SpecReader.parse(SEQUENTIAL, "m.json").json());
    assertEquals(Json.parse(GRAPH, ""), SpecReader.parse(GRAPH, "m.json").json());
  }

  @Test
  void aBuiltModelBecomesPlainJson() {
    RunSpec built =
        ModelBuilder.sequential(3)
            .layer(Spec.of("dense").with("units", 10).with("activation", Spec.of("relu")))
            .loss("mean_squared_error")
            .optimizer("sgd")
            .training("epochs", 2)
            .build();
    RunSpec checked = SpecReader.check(built, "model");
    assertEquals(checked.json(), Json.parse(Json.format(checked.json()), ""));
    assertEquals(2L, checked.get("training", "epochs"));
  }

  @Test
  void aBuiltChainHasNoNamedInputs() {
    RunSpec built = ModelBuilder.sequential().input("image", "f32", 2).layer("flatten").build();

    ConfigException e = assertThrows(ConfigException.class, () -> SpecReader.check(built, "model"));

    assertEquals(
        "model: model.inputs: only a graph has inputs; hint: write \"input\"", e.getMessage());
  }

  @Test
  void aModelWithoutTrainingIsEnoughForASummary() {
    SpecReader.check(ModelBuilder.sequential(3).layer("flatten").build(), "model");
  }

  @Test
  void unknownFieldsHaveNearMatches() {
    refused(
        "trainig: is an unknown field; hint: did you mean 'training'? fields are $schema, graft, name,"
            + " version, description, model, training, data",
        "trainig",
        "1");
    refused(
        "training.optimzer: is an unknown field; hint: did you mean 'optimizer'? fields are loss,"
            + " optimizer, metrics, schedule, epochs, steps, batch, seed, shuffle, class_weights,"
            + " reduction, gradient_clip_norm, gradient_clip_value, global_clip_norm, weight_decay,"
            + " weight_decay_exclude, use_ema, ema_momentum, callbacks, checkpoint, missing_type, weights",
        "training.optimzer",
        "sgd");
    refused(
        "model.layers.head.layer: is an unknown field; hint: did you mean 'layers'? fields are"
            + " type, name, trainable, dtype, inputs, input, layers",
        "model.layers.head.layer",
        "[]");
    refused(
        "training.checkpoint.best.metrics: is an unknown field; hint: did you mean 'metric'? fields"
            + " are metric, mode",
        "training.checkpoint.best.metrics",
        "loss");
  }

  @Test
  void wrongValuesNamePathExpectedAndGot() {
    refused("training.epochs: expected an int ≥ 0, got \"many\"", "training.epochs", "many");
    refused("training.epochs: expected an int ≥ 0, got -1", "training.epochs", "-1");
    refused("training.batch: expected an int ≥ 1, got 1.5", "training.batch", "1.5");
    refused("training.seed: expected an int, got true", "training.seed", "true");
    refused("training.shuffle: expected true or false, got 1", "training.shuffle", "1");
    refused(
        "training.reduction: expected one of sum_over_batch_size, sum, mean,"
            + " mean_with_sample_weight, got \"men\"; hint: did you mean 'mean'?",
        "training.reduction",
        "men");
    refused(
        "training.gradient_clip_norm: expected a number > 0, got 0",
        "training.gradient_clip_norm",
        "0");
    refused(
        "training.class_weights.0: expected a number ≥ 0, got -1",
        "training.class_weights.0",
        "-1");
    refused("training.metrics: expected a list, got \"accuracy\"", "training.metrics", "accuracy");
    refused(
        "training.callbacks.0: has no \"type\"; hint: write {\"type\": \"…\", …}",
        "training.callbacks",
        "[{\"patience\": 3}]");
    refused(
        "model.layers.1: expected a type's name or an object with a \"type\", got 7",
        "model.layers.1",
        "7");
    refused(
        "model.layers.conv_1.kernel_initializer: expected a type's name or an object with a"
            + " \"type\", got 3",
        "model.layers.conv_1.kernel_initializer",
        "3");
    refused(
        "model.layers.conv_1.trainable: expected true or false, got \"no\"",
        "model.layers.conv_1.trainable",
        "no");
    refused(
        "model.input.dtype: expected one of f32, f64, i32, i64, bool, got \"float32\"",
        "model.input.dtype",
        "float32");
    refused(
        "model.input.shape.1: expected an int from 1 to 2147483647 or the name of an open size, got"
            + " 0; hint: the batch is no part of the shape; write \"time\" for a length that"
            + " varies",
        "model.input.shape",
        "[28, 0]");
    refused("model.type: expected one of sequential, graph, got \"chain\"", "model.type", "chain");
    refused("data.validation: expected a number ≥ 0 and < 1, got 1", "data.validation", "1");
    refused(
        "data.validation: expected a fraction, {\"last\": N} or a source, got [1]; hint: 0.1 holds"
            + " back a tenth of the examples",
        "data.validation",
        "[1]");
    refused(
        "training.objectives: several objectives are not supported yet; hint: give loss and"
            + " optimizer directly",
        "training.objectives",
        "[]");
  }

  @Test
  void aFileForANewerMajorVersionIsRefused() {
    for (String version : List.of("\"1\"", "\"1.0\"", "\"1.7.2\"", "\"0.9\"")) {
      SpecReader.parse(changed(SEQUENTIAL, "graft", version), "m.json");
    }
    refused(
        "graft: the file is for Graft 2.1, this one reads files up to 1;"
            + " hint: install a newer Graft",
        "graft",
        "\"2.1\"");
  }

  @Test
  void missingFieldsAreNamed() {
    assertEquals(
        "m.json: model: is missing; hint: add \"model\"",
        assertThrows(ConfigException.class, () -> SpecReader.parse("{}", "m.json")).getMessage());
    assertEquals(
        "m.json: expected an object, got [1]",
        assertThrows(ConfigException.class, () -> SpecReader.parse("[1]", "m.json")).getMessage());
    refused(
        "model.layers.0.name: is missing; hint: add \"name\"",
        GRAPH,
        "model.layers",
        "[{\"type\": \"dense\"}]");
    refused("training.loss: is missing; hint: add \"loss\"", "training", "{\"optimizer\": \"x\"}");
    refused("model.layers: expected at least one layer, got []", "model.layers", "[]");
  }

  @Test
  void namesAreUniqueAndFreeOfSeparators() {
    refused(
        "model.layers.head.name: two layers have this name; hint: rename one of them",
        "model.layers.conv_1.name",
        "head");
    refused(
        "model.layers.a/b.name: expected a name without / : . and control characters, got \"a/b\";"
            + " hint: such as conv_1",
        "model.layers.conv_1.name",
        "a/b");
    refused(
        "model.inputs.c.d: expected a name without / : . and control characters, got \"c.d\"; hint:"
            + " such as conv_1",
        GRAPH,
        "model.inputs",
        "{\"a\": {}, \"b\": {}, \"c.d\": {}}");
  }

  @Test
  void graphsAreWiredToWhatIsThere() {
    refused(
        "model.layers.memory.inputs: there is no layer or input \"memori\"; hint: did you mean"
            + " 'memory'? the second output of a is \"a:1\"",
        GRAPH,
        "model.layers.memory.inputs",
        "memori");
    refused(
        "model.layers.inner.inputs.x: there is no layer or input \"nobody\"; hint: the second"
            + " output of a is \"a:1\"",
        GRAPH,
        "model.layers.inner.inputs.x",
        "nobody");
    refused(
        "model.layers.conv_1.inputs: a layer of a sequential model takes the one before; hint: use"
            + " a \"graph\" model",
        "model.layers.conv_1.inputs",
        "a");
  }

  /** Whatever stands where in a model file, the answer is a message of one line or a spec. */
  @Test
  void hostileValuesAnywhereGiveOneMessage() {
    List<Object> values =
        List.of(
            "",
            "x".repeat(5_000),
            -1L,
            Long.MAX_VALUE,
            1e300,
            true,
            List.of(),
            Map.of(),
            List.of(List.of(1L)),
            Map.of("type", Map.of()),
            Map.of("a\nb", "c"),
            List.of("a", 1L));
    long seed = 20260101;
    Random random = new Random(seed);
    int faults = 0;
    for (int i = 0; i < 1_000; i++) {
      Object value = values.get(random.nextInt(values.size()));
      Object json = Json.parse(random.nextBoolean() ? SEQUENTIAL : GRAPH, "");
      String text = Json.line(mutated(json, random, value));
      try {
        SpecReader.parse(text, "m.json");
      } catch (GraftException e) {
        faults++;
        String message = e.getMessage();
        assertTrue(message.length() < 600 && message.lines().count() == 1, seed + ": " + message);
      }
    }
    assertTrue(faults > 500, "only " + faults);
  }

  private static Object mutated(Object node, Random random, Object value) {
    boolean isLeaf =
        !(node instanceof Map<?, ?> m && !m.isEmpty())
            && !(node instanceof List<?> l && !l.isEmpty());
    if (isLeaf || random.nextInt(6) == 0) {
      return value;
    }
    if (node instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>(map);
      List<Object> keys = new ArrayList<>(map.keySet());
      Object key = keys.get(random.nextInt(keys.size()));
      copy.put(key, mutated(copy.get(key), random, value));
      return copy;
    }
    List<Object> copy = new ArrayList<>((List<?>) node);
    int index = random.nextInt(copy.size());
    copy.set(index, mutated(copy.get(index), random, value));
    return copy;
  }
}
