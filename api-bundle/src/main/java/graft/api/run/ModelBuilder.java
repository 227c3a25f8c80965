package graft.api.run;

import graft.api.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a model file in Java. {@code ModelBuilder.sequential(28, 28, 1).layer("flatten").layer(
 * Spec.of("dense").with("units", 10)).loss("mean_squared_error").optimizer("sgd").build()}; or
 * {@code ModelBuilder.graph()} with named inputs.
 */
public final class ModelBuilder {
  private final Map<String, Object> model = new LinkedHashMap<>();
  private final Map<String, Object> inputs = new LinkedHashMap<>();
  private final List<Object> layers = new ArrayList<>();
  private final Map<String, Object> training = new LinkedHashMap<>();
  private final Map<String, Object> data = new LinkedHashMap<>();

  private ModelBuilder(String type) {
    model.put("type", type);
  }

  /**
   * A chain of layers over an input of the given shape (without the batch); without sizes the shape
   * is the data's.
   */
  public static ModelBuilder sequential(int... shape) {
    ModelBuilder builder = new ModelBuilder("sequential");
    if (shape.length > 0) {
      builder.model.put("input", Map.of("shape", numbers(shape)));
    }
    return builder;
  }

  /** A directed acyclic graph of layers over named inputs. */
  public static ModelBuilder graph() {
    return new ModelBuilder("graph");
  }

  /** A named input of a graph. */
  public ModelBuilder input(String name, String dtype, int... shape) {
    model.put("inputs", inputs);
    inputs.put(name, Map.of("shape", numbers(shape), "dtype", dtype));
    return this;
  }

  /** The next layer. */
  public ModelBuilder layer(Spec spec) {
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("type", spec.type());
    layer.putAll(spec.config());
    layers.add(layer);
    return this;
  }

  public ModelBuilder layer(String type) {
    return layer(Spec.of(type));
  }

  /** A named layer of a graph; inputs are names of inputs or layers, {@code name:1} an output. */
  public ModelBuilder layer(String name, Spec spec, String... inputs) {
    return layer(spec.with("name", name).with("inputs", List.of(inputs)));
  }

  /** The outputs of a graph. */
  public ModelBuilder outputs(String... names) {
    model.put("outputs", List.of(names));
    return this;
  }

  public ModelBuilder loss(String type) {
    return training("loss", type);
  }

  public ModelBuilder optimizer(String type) {
    return training("optimizer", type);
  }

  public ModelBuilder metrics(String... types) {
    return training("metrics", List.of(types));
  }

  /** A field of {@code training}: epochs, batch, seed, optimizer, schedule … A Spec is allowed. */
  public ModelBuilder training(String key, Object value) {
    training.put(key, value instanceof Spec spec ? json(spec) : value);
    return this;
  }

  /** The data source. */
  public ModelBuilder source(Spec source) {
    data.put("source", json(source));
    return this;
  }

  /** A field of {@code data}: validation, transforms … */
  public ModelBuilder data(String key, Object value) {
    data.put(key, value instanceof Spec spec ? json(spec) : value);
    return this;
  }

  public RunSpec build() {
    Map<String, Object> whole = new LinkedHashMap<>(model);
    whole.put("layers", List.copyOf(layers));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", whole);
    json.put("training", new LinkedHashMap<>(training));
    if (!data.isEmpty()) {
      json.put("data", new LinkedHashMap<>(data));
    }
    return new RunSpec(json);
  }

  private static Map<String, Object> json(Spec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", spec.type());
    map.putAll(spec.config());
    return map;
  }

  private static List<Long> numbers(int[] shape) {
    return Arrays.stream(shape).mapToObj(i -> (long) i).toList();
  }
}
