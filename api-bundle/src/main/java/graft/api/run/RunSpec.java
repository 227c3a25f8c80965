package graft.api.run;

import graft.api.ConfigException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model file as JSON values (Map, List, String, Long, Double, Boolean): {@code model}, {@code
 * training}, {@code data}. Immutable.
 */
public record RunSpec(Map<String, Object> json) {
  public RunSpec {
    json = Collections.unmodifiableMap(new LinkedHashMap<>(json));
  }

  /** The value at a path of keys, or null. */
  public @org.jspecify.annotations.Nullable Object get(String... path) {
    Object value = json;
    for (String key : path) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return value;
  }

  /** This spec without a field of a section. */
  public RunSpec without(String section, String key) {
    if (!(json.get(section) instanceof Map<?, ?> map)) {
      return this;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((k, v) -> copy.put((String) k, v));
    copy.remove(key);
    return with(section, copy);
  }

  /**
   * This spec with the value at a dotted path replaced, such as {@code
   * training.optimizer.learning_rate} or {@code model.layers.conv_1.filters}; an element of a list
   * is named by its {@code name} or its number; missing objects on the way are made.
   *
   * @throws ConfigException if a part of the path names no list element
   */
  public RunSpec with(String path, Object value) {
    @SuppressWarnings("unchecked")
    Map<String, Object> copy =
        (Map<String, Object>) set(json, List.of(path.split("\\.")), path, value);
    return new RunSpec(copy);
  }

  private static Object set(Object node, List<String> keys, String path, Object value) {
    if (keys.isEmpty()) {
      return value;
    }
    String key = keys.get(0);
    List<String> rest = keys.subList(1, keys.size());
    if (node instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int index = index(list, key, path);
      copy.set(index, set(list.get(index), rest, path, value));
      return copy;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach((k, v) -> copy.put((String) k, v));
    } else if (node instanceof String type) {
      copy.put("type", type);
    }
    copy.put(key, set(copy.getOrDefault(key, Map.of()), rest, path, value));
    return copy;
  }

  private static int index(List<?> list, String key, String path) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String name = list.get(i) instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
      if (name.equals(key) || key.equals(Integer.toString(i))) {
        return i;
      }
      names.add(name);
    }
    throw new ConfigException(
        "'" + path + "': there is no element '" + key + "'",
        "elements are " + String.join(", ", names));
  }
}
