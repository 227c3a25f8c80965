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

  /**
   * This spec without the field at a dotted path, or without an element of a list, named as in
   * {@link #with}.
   *
   * @throws ConfigException if there is no such thing
   */
  public RunSpec without(String path) {
    List<String> keys = keys(path);
    @SuppressWarnings("unchecked")
    Map<String, Object> copy = (Map<String, Object>) removed(json, keys, path);
    return new RunSpec(copy);
  }

  private static Object removed(Object node, List<String> keys, String path) {
    String key = keys.get(0);
    boolean isLast = keys.size() == 1;
    List<String> rest = keys.subList(1, keys.size());
    if (node instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int index = index(list, key, path);
      Object element = copy.remove(index);
      if (!isLast) {
        copy.add(index, removed(element, rest, path));
      }
      return copy;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach((k, v) -> copy.put((String) k, v));
    }
    Object value = copy.get(key);
    if (value == null) {
      throw missing("field", key, path, List.copyOf(copy.keySet()));
    }
    if (isLast) {
      copy.remove(key);
    } else {
      copy.put(key, removed(value, rest, path));
    }
    return copy;
  }

  private static List<String> keys(String path) {
    List<String> keys = List.of(path.split("\\.", -1));
    if (keys.contains("")) {
      throw new ConfigException(
          "'" + path + "': expected names with a dot between them, got an empty one",
          "such as training.optimizer.learning_rate");
    }
    return keys;
  }

  /**
   * This spec with the value at a dotted path replaced, such as {@code
   * training.optimizer.learning_rate} or {@code model.layers.conv_1.filters}; an element of a list
   * is named by its {@code name} or its number; missing objects on the way are made.
   *
   * @throws ConfigException if a part of the path is empty, or names no list element
   */
  public RunSpec with(String path, Object value) {
    @SuppressWarnings("unchecked")
    Map<String, Object> copy = (Map<String, Object>) set(json, keys(path), path, value);
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
    throw missing("element", key, path, names);
  }

  private static ConfigException missing(String what, String key, String path, List<String> there) {
    return new ConfigException(
        "'" + path + "': there is no " + what + " '" + key + "'",
        there.isEmpty() ? "" : what + "s are " + String.join(", ", there));
  }
}
