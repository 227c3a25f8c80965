package graft.core.trace;

import graft.api.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Gives layers without a name one: their type and a number from 1, {@code dense_1}. Names are given
 * once and written into the run's model file, never derived again.
 */
final class Names {
  /** What is wrong with a name that is none. */
  static final String FAULT = "is empty or has one of / : . or a control character";

  private Names() {}

  /** True if a layer or a tensor may be named so: the parts of the names of states. */
  static boolean isName(String text) {
    return text.matches("[^/:.\\p{Cntrl}]+");
  }

  /** The model with a name in each layer. */
  static Map<String, Object> given(Map<?, ?> model) {
    Map<String, Object> copy = new LinkedHashMap<>();
    model.forEach((key, value) -> copy.put((String) key, value));
    if (!(model.get("layers") instanceof List<?> layers)) {
      throw new ConfigException("model", "it needs \"layers\", a list", "");
    }
    Set<String> taken = new HashSet<>();
    for (Object layer : layers) {
      if (layer instanceof Map<?, ?> map && map.get("name") instanceof String name) {
        if (!taken.add(name)) {
          throw new ConfigException("model", "two layers are named '" + name + "'", "");
        }
        if (!isName(name)) {
          throw new ConfigException("model", "the layer name '" + name + "' " + FAULT, "");
        }
      }
    }
    Map<String, Integer> counts = new HashMap<>();
    List<Object> named = new ArrayList<>();
    for (Object layer : layers) {
      named.add(named(layer, taken, counts));
    }
    copy.put("layers", named);
    return copy;
  }

  private static Map<String, Object> named(
      Object layer, Set<String> taken, Map<String, Integer> counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (layer instanceof String type) {
      json.put("type", type);
    } else if (layer instanceof Map<?, ?> map && map.get("type") instanceof String) {
      map.forEach((key, value) -> json.put((String) key, value));
    } else {
      throw new ConfigException("model", "a layer needs a \"type\", got " + layer, "");
    }
    String type = (String) Objects.requireNonNull(json.get("type"));
    while (!json.containsKey("name")) {
      String name = type + "_" + counts.merge(type, 1, Integer::sum);
      if (taken.add(name)) {
        json.put("name", name);
      }
    }
    return ModelWalk.isModel(type) ? given(json) : json;
  }
}
