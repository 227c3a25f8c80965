package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies a model (a chain, or a directed acyclic graph of layers) to tensors. Models nest: a layer
 * of type {@code sequential} or {@code graph} is a model again; a layer of type {@code shared}
 * applies the layer that it names once more, with the same parameters.
 */
final class ModelWalk {
  private final Context context;

  ModelWalk(Context context) {
    this.context = context;
  }

  static boolean isModel(String type) {
    return type.equals("sequential") || type.equals("graph");
  }

  /** The outputs by name for inputs in the model's order. */
  Map<String, Tensor> apply(
      Map<?, ?> model, String prefix, boolean trainable, List<Tensor> inputs) {
    List<?> layers = list(model.get("layers"));
    return "graph".equals(model.get("type"))
        ? graph(model, layers, prefix, trainable, inputs)
        : chain(layers, prefix, trainable, inputs);
  }

  private Map<String, Tensor> chain(
      List<?> layers, String prefix, boolean trainable, List<Tensor> inputs) {
    List<Tensor> xs = inputs;
    String last = "input";
    for (Object layer : layers) {
      Map<?, ?> json = (Map<?, ?>) layer;
      xs = layer(layers, json, prefix, trainable, xs);
      last = String.valueOf(json.get("name"));
    }
    return outputs(last, xs);
  }

  private static Map<String, Tensor> outputs(String name, List<Tensor> ys) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < ys.size(); i++) {
      outputs.put(i == 0 ? name : name + ":" + i, ys.get(i));
    }
    return outputs;
  }

  private Map<String, Tensor> graph(
      Map<?, ?> model, List<?> layers, String prefix, boolean trainable, List<Tensor> inputs) {
    Map<String, List<Tensor>> values = new LinkedHashMap<>();
    int next = 0;
    Set<?> names = ((Map<?, ?>) Objects.requireNonNull(model.get("inputs"))).keySet();
    for (Object name : names) {
      if (next >= inputs.size()) {
        throw new ConfigException(
            "model '" + prefix + "'", "it has inputs " + names + ", got " + inputs.size(), "");
      }
      values.put((String) name, List.of(inputs.get(next++)));
    }
    List<Object> waiting = new ArrayList<>(layers);
    while (!waiting.isEmpty()) {
      boolean moved = false;
      for (Object layer : List.copyOf(waiting)) {
        Map<?, ?> json = (Map<?, ?>) layer;
        List<?> references = list(json.get("inputs"));
        if (references.stream().allMatch(r -> values.containsKey(source(r)))) {
          List<Tensor> xs = references.stream().map(r -> pick(values, (String) r)).toList();
          values.put((String) json.get("name"), layer(layers, json, prefix, trainable, xs));
          waiting.remove(layer);
          moved = true;
        }
      }
      if (!moved) {
        throw stuck(waiting, values);
      }
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Object named = model.get("outputs");
    List<?> references = named == null ? List.of(last(layers)) : list(named);
    references.forEach(r -> outputs.put((String) r, pick(values, (String) r)));
    return outputs;
  }

  private static Object last(List<?> layers) {
    return Objects.requireNonNull(((Map<?, ?>) layers.get(layers.size() - 1)).get("name"));
  }

  private static ConfigException stuck(List<Object> waiting, Map<String, List<Tensor>> values) {
    Map<?, ?> first = (Map<?, ?>) waiting.get(0);
    List<String> missing =
        list(first.get("inputs")).stream()
            .map(ModelWalk::source)
            .filter(name -> !values.containsKey(name))
            .toList();
    boolean cycle = waiting.stream().anyMatch(l -> missing.contains(((Map<?, ?>) l).get("name")));
    return new ConfigException(
        "layer '" + first.get("name") + "'",
        "its inputs " + missing + (cycle ? " depend on itself" : " do not exist"),
        "there are " + String.join(", ", values.keySet()));
  }

  private static String source(Object reference) {
    String text = String.valueOf(reference);
    int colon = text.lastIndexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  private static Tensor pick(Map<String, List<Tensor>> values, String reference) {
    List<Tensor> outputs = values.get(source(reference));
    int colon = reference.lastIndexOf(':');
    String port = colon < 0 ? "0" : reference.substring(colon + 1);
    if (outputs == null || !port.matches("\\d{1,4}") || Integer.parseInt(port) >= outputs.size()) {
      throw new ConfigException(
          "model: there is no output '" + reference + "'",
          "there are "
              + String.join(", ", values.keySet())
              + "; further outputs are name:1, name:2 …");
    }
    return outputs.get(Integer.parseInt(port));
  }

  private List<Tensor> layer(
      List<?> siblings, Map<?, ?> json, String prefix, boolean trainable, List<Tensor> xs) {
    String name = String.valueOf(json.get("name"));
    String type = String.valueOf(json.get("type"));
    String path = prefix.isEmpty() ? name : prefix + "/" + name;
    if (type.equals("shared")) {
      Object target = json.get("layer");
      for (Object sibling : siblings) {
        Map<?, ?> other = (Map<?, ?>) sibling;
        if (Objects.equals(other.get("name"), target) && !"shared".equals(other.get("type"))) {
          return layer(siblings, other, prefix, trainable, xs);
        }
      }
      throw new ConfigException(
          "layer '" + path + "' (shared)", "there is no layer '" + target + "' in this model", "");
    }
    boolean trained = trainable && !Boolean.FALSE.equals(json.get("trainable"));
    if (isModel(type)) {
      return List.copyOf(apply(json, path, trained, xs).values());
    }
    Map<String, Object> config = new HashMap<>();
    json.forEach((key, value) -> config.put((String) key, value));
    config.remove("type");
    return context.apply(
        LayerSettings.top(path, new Spec(type, config), trainable, DType.F32), xs, true);
  }

  /** A list as it is; what a nested graph's inputs map to; one value as a list. */
  private static List<?> list(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return List.copyOf(map.values());
    }
    return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
  }
}
