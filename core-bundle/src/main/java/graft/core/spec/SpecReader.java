package graft.core.spec;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.run.RunSpec;
import graft.api.run.WeightLayout;
import graft.core.json.Json;
import graft.core.registry.Nearest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads model files: all that can be said of one without its plug-ins. What belongs to a plug-in
 * (the rest of a layer's keys, an optimizer's configuration) is checked when it is traced.
 */
public final class SpecReader {
  private static final List<String> PARAMETER_SUFFIXES =
      List.of("_initializer", "_regularizer", "_constraint");

  static final List<String> REDUCTIONS =
      List.of("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight");

  static final List<String> MISSING_TYPE = List.of("continue", "pause", "fail");

  static final List<String> LAYOUTS =
      Arrays.stream(WeightLayout.values()).map(WeightLayout::text).toList();

  static final List<String> MODES = List.of("min", "max", "auto");

  /** Raised when files are written that older versions would misread. */
  private static final int MAJOR_VERSION = 1;

  private static final List<String> DTYPES = DType.NUMERIC.stream().map(DType::text).toList();

  private SpecReader() {}

  /**
   * The model file of a JSON text.
   *
   * @param where the file's name, for messages
   * @throws ConfigException if it is no JSON, or has an unknown, missing or wrong field
   */
  public static RunSpec parse(String json, String where) {
    return checked(Json.parse(json, where), where);
  }

  /**
   * A model file that was built or changed in Java, with plain JSON values in it.
   *
   * @throws ConfigException as {@link #parse}
   */
  public static RunSpec check(RunSpec spec, String where) {
    return checked(spec.json(), where);
  }

  private static RunSpec checked(Object json, String where) {
    Object plain = Plain.value(json, where);
    Node file = Node.file(where, plain);
    file.hasOnly(Part.FILE.keys());
    file.get("$schema").ifPresent(Node::text);
    file.get("name").ifPresent(Node::text);
    file.get("description").ifPresent(Node::text);
    Node version = file.get("version");
    if (version.isPresent() && !(version.value() instanceof Long)) {
      version.text();
    }
    file.get("graft").ifPresent(SpecReader::format);
    required(file, "model");
    model(file.get("model"), false);
    file.get("training").ifPresent(SpecReader::training);
    file.get("data").ifPresent(SpecReader::data);
    @SuppressWarnings("unchecked")
    Map<String, Object> map = (Map<String, Object>) plain;
    return new RunSpec(map);
  }

  /** The version of the format, such as 1.2; a later minor one adds only what may be left out. */
  private static void format(Node version) {
    String text = version.text();
    if (!text.matches("\\d{1,9}(\\.\\d+)*")) {
      throw version.wrong("a version such as \"1.0\"", "");
    }
    if (Integer.parseInt(text.split("\\.")[0]) > MAJOR_VERSION) {
      throw version.fault(
          "the file is for Graft " + text + ", this one reads files up to " + MAJOR_VERSION,
          "install a newer Graft");
    }
  }

  private static Node required(Node object, String key) {
    Node value = object.get(key);
    if (!value.isPresent()) {
      throw value.fault("is missing", "add \"" + key + "\"");
    }
    return value;
  }

  /**
   * @param isNode true for a layer of a graph, whose inputs are those layers that it takes
   */
  private static void model(Node model, boolean isNode) {
    if (!model.isObject()) {
      throw model.wrong("an object", "");
    }
    String type = required(model, "type").oneOf(List.of("sequential", "graph"));
    layerKeys(model);
    if (type.equals("sequential")) {
      sequential(model, isNode);
    } else {
      graph(model, isNode);
    }
  }

  private static void sequential(Node model, boolean isNode) {
    model.hasOnly(Part.SEQUENTIAL.keys());
    if (isNode) {
      references(required(model, "inputs"));
    } else if (model.get("inputs").isPresent()) {
      throw model.get("inputs").fault("only a graph has inputs", "write \"input\"");
    }
    model.get("input").ifPresent(SpecReader::input);
    for (Node layer : layers(model)) {
      layer(layer, false);
    }
  }

  private static void graph(Node model, boolean isNode) {
    model.hasOnly(Part.GRAPH.keys());
    List<Node> inputs = required(model, "inputs").entries();
    if (inputs.isEmpty()) {
      throw model.get("inputs").wrong("at least one input", "");
    }
    Set<String> names = new HashSet<>();
    for (Node input : inputs) {
      if (isNode) {
        input.text();
      } else {
        input(input);
      }
      name(input, input.key());
      names.add(input.key());
    }
    List<Node> layers = layers(model);
    for (Node layer : layers) {
      required(layer, "name");
      layer(layer, true);
      if (!names.add(layer.get("name").text())) {
        throw layer.get("name").fault("an input has this name", "rename one of them");
      }
    }
    layers.forEach(layer -> wired(layer, names));
    model.get("outputs").ifPresent(outputs -> known(references(outputs), names));
  }

  /** The layers of a model; no two have one name. */
  private static List<Node> layers(Node model) {
    List<Node> layers = required(model, "layers").elements();
    if (layers.isEmpty()) {
      throw model.get("layers").wrong("at least one layer", "");
    }
    Set<String> names = new HashSet<>();
    for (Node layer : layers) {
      Node name = layer.get("name");
      if (name.isPresent() && !names.add(name.text())) {
        throw name.fault("two layers have this name", "rename one of them");
      }
    }
    return layers;
  }

  private static void layer(Node layer, boolean isNode) {
    String type = layer.spec();
    if (type.equals("sequential") || type.equals("graph")) {
      model(layer, isNode);
      return;
    }
    layerKeys(layer);
    if (type.equals("shared")) {
      layer.hasOnly(Part.SHARED.keys());
      required(layer, "layer").text();
    }
    if (isNode) {
      references(required(layer, "inputs"));
    } else if (layer.get("inputs").isPresent()) {
      throw layer
          .get("inputs")
          .fault("a layer of a sequential model takes the one before", "use a \"graph\" model");
    }
  }

  /** What the core takes from any layer. */
  private static void layerKeys(Node layer) {
    layer.get("name").ifPresent(name -> name(name, name.text()));
    layer.get("trainable").ifPresent(Node::bool);
    layer.get("dtype").ifPresent(dtype -> dtype.oneOf(DTYPES));
    layer.get("share").ifPresent(share -> share.entries().forEach(Node::text));
    if (layer.isObject()) {
      layer.entries().stream()
          .filter(entry -> PARAMETER_SUFFIXES.stream().anyMatch(entry.key()::endsWith))
          .forEach(Node::spec);
    }
  }

  /** A name is a part of paths ({@code encoder/dense_1}), of references and of {@code --set}. */
  private static void name(Node place, String name) {
    if (name.isBlank() || name.length() > 200 || name.matches("(?s).*[/:.\\p{Cntrl}].*")) {
      throw place.fault(
          "expected a name without / : . and control characters, got " + Node.shown(name),
          "such as conv_1");
    }
  }

  private static List<Node> references(Node node) {
    List<Node> list = node.value() instanceof String ? List.of(node) : node.elements();
    if (list.isEmpty()) {
      throw node.wrong("at least one name", "");
    }
    list.forEach(Node::text);
    return list;
  }

  private static void wired(Node layer, Set<String> names) {
    Node inputs = layer.get("inputs");
    known(inputs.isObject() ? inputs.entries() : references(inputs), names);
    if (layer.spec().equals("shared")) {
      known(List.of(layer.get("layer")), names);
    }
  }

  private static void known(List<Node> references, Set<String> names) {
    for (Node reference : references) {
      String name = reference.text().replaceFirst(":\\d{1,4}$", "");
      if (!names.contains(name)) {
        throw reference.fault(
            "there is no layer or input " + Node.shown(name),
            Nearest.question(name, names) + "the second output of a is \"a:1\"");
      }
    }
  }

  private static void input(Node input) {
    input.hasOnly(Part.INPUT.keys());
    input.get("dtype").ifPresent(dtype -> dtype.oneOf(DTYPES));
    input.get("shape").ifPresent(SpecReader::shape);
  }

  private static void shape(Node shape) {
    for (Node size : shape.elements()) {
      boolean isOpen = size.value() instanceof String name && name.matches("[a-z][a-z0-9_]*");
      boolean isFixed =
          size.value() instanceof Long number && number >= 1 && number <= Integer.MAX_VALUE;
      if (!isOpen && !isFixed) {
        throw size.wrong(
            "an int from 1 to 2147483647 or the name of an open size",
            "the batch is no part of the shape; write \"time\" for a length that varies");
      }
    }
  }

  private static void training(Node training) {
    if (training.get("objectives").isPresent()) {
      throw training
          .get("objectives")
          .fault("several objectives are not supported yet", "give loss and optimizer directly");
    }
    training.hasOnly(Part.TRAINING.keys());
    // An empty one is enough for a summary.
    if (!training.entries().isEmpty()) {
      loss(required(training, "loss"));
    }
    training.get("optimizer").ifPresent(Node::spec);
    training.get("metrics").ifPresent(SpecReader::metrics);
    training.get("schedule").ifPresent(Node::spec);
    training.get("epochs").ifPresent(node -> node.integer(0));
    for (String count : List.of("steps", "batch")) {
      training.get(count).ifPresent(node -> node.integer(1));
    }
    training.get("seed").ifPresent(node -> node.integer(Long.MIN_VALUE));
    training.get("shuffle").ifPresent(Node::bool);
    training.get("class_weights").ifPresent(SpecReader::classWeights);
    training.get("reduction").ifPresent(node -> node.oneOf(REDUCTIONS));
    for (String limit : List.of("gradient_clip_norm", "gradient_clip_value", "global_clip_norm")) {
      training.get(limit).ifPresent(node -> node.number(false, Double.POSITIVE_INFINITY));
    }
    training.get("weight_decay").ifPresent(n -> n.number(true, Double.POSITIVE_INFINITY));
    training.get("weight_decay_exclude").ifPresent(list -> list.elements().forEach(Node::text));
    training.get("use_ema").ifPresent(Node::bool);
    training.get("ema_momentum").ifPresent(n -> n.number(true, 1));
    training.get("callbacks").ifPresent(list -> list.elements().forEach(Node::spec));
    training.get("checkpoint").ifPresent(SpecReader::checkpoint);
    training.get("missing_type").ifPresent(node -> node.oneOf(MISSING_TYPE));
    training.get("weights").ifPresent(SpecReader::weights);
  }

  private static void loss(Node loss) {
    if (!loss.isObject() || loss.get("type").isPresent()) {
      loss.spec();
      return;
    }
    if (loss.entries().isEmpty()) {
      throw loss.wrong("a loss, or one for each output", "");
    }
    for (Node output : loss.entries()) {
      output.spec();
      output.get("weight").ifPresent(n -> n.number(true, Double.POSITIVE_INFINITY));
    }
  }

  private static void metrics(Node metrics) {
    if (metrics.isObject() && !metrics.get("type").isPresent()) {
      metrics.entries().forEach(output -> output.elements().forEach(Node::spec));
    } else {
      metrics.elements().forEach(Node::spec);
    }
  }

  private static void classWeights(Node weights) {
    List<Node> each = weights.isObject() ? weights.entries() : weights.elements();
    each.forEach(weight -> weight.number(true, Double.POSITIVE_INFINITY));
  }

  private static void checkpoint(Node checkpoint) {
    checkpoint.hasOnly(Part.CHECKPOINT.keys());
    for (String count : List.of("every_steps", "every_epochs", "keep")) {
      checkpoint.get(count).ifPresent(node -> node.integer(1));
    }
    checkpoint
        .get("best")
        .ifPresent(
            best -> {
              best.hasOnly(Part.BEST.keys());
              required(best, "metric").text();
              best.get("mode").ifPresent(mode -> mode.oneOf(MODES));
            });
  }

  private static void weights(Node weights) {
    if (!weights.isObject()) {
      weights.text();
      return;
    }
    weights.hasOnly(Part.WEIGHTS.keys());
    required(weights, "file").text();
    weights.get("layout").ifPresent(layout -> layout.oneOf(LAYOUTS));
    weights.get("names").ifPresent(names -> names.entries().forEach(Node::text));
    weights.get("strict").ifPresent(Node::bool);
    weights.get("flattened").ifPresent(all -> all.entries().forEach(SpecReader::flattened));
  }

  private static void flattened(Node shape) {
    List<Node> sizes = shape.elements();
    if (sizes.size() != 3) {
      throw shape.wrong("[channels, height, width]", "");
    }
    sizes.forEach(size -> size.integer(1));
  }

  private static void data(Node data) {
    data.hasOnly(Part.DATA.keys());
    data.get("source").ifPresent(Node::spec);
    data.get("transforms").ifPresent(list -> list.elements().forEach(Node::spec));
    data.get("validation").ifPresent(SpecReader::validation);
    for (String count : List.of("shuffle_buffer", "workers")) {
      data.get(count).ifPresent(node -> node.integer(1));
    }
  }

  /** A fraction of the training data, its last examples, or another source. */
  private static void validation(Node validation) {
    if (validation.value() instanceof Number) {
      validation.number(true, 1);
    } else if (validation.isObject() && validation.get("last").isPresent()) {
      validation.hasOnly(Part.LAST.keys());
      validation.get("last").integer(1);
    } else if (validation.isObject() || validation.value() instanceof String) {
      validation.spec();
    } else {
      throw validation.wrong(
          "a fraction, {\"last\": N} or a source", "0.1 holds back a tenth of the examples");
    }
  }
}
