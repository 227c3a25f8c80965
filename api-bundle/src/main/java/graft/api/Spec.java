package graft.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plug-in by name: its type and its configuration as JSON values (String, Double, Long, Boolean,
 * List, Map with String keys, or null as an absent value). The core resolves it; bundles never wire
 * to each other.
 */
public record Spec(String type, Map<String, Object> config) {
  public Spec {
    config = frozen(config);
  }

  public static Spec of(String type) {
    return new Spec(type, Map.of());
  }

  /** The same with one value set. */
  public Spec with(String key, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(config);
    copy.put(key, value);
    return new Spec(type, copy);
  }

  private static Map<String, Object> frozen(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, value instanceof List<?> l ? List.copyOf(l) : value));
    return Collections.unmodifiableMap(copy);
  }

  @Override
  public String toString() {
    return config.isEmpty() ? type : type + config;
  }
}
