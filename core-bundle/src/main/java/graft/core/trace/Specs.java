package graft.core.trace;

import graft.api.ConfigException;
import graft.api.Spec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plug-ins named in JSON: {@code "relu"} or {@code {"type": "relu", …}}. */
public final class Specs {
  private Specs() {}

  /**
   * The spec of a JSON value.
   *
   * @throws ConfigException if it is neither a string nor an object with a type
   */
  public static Spec of(Object value, String where) {
    if (value instanceof String type) {
      return Spec.of(type);
    }
    if (value instanceof Spec spec) {
      return spec;
    }
    if (value instanceof Map<?, ?> map && map.get("type") instanceof String type) {
      Map<String, Object> config = new LinkedHashMap<>();
      map.forEach((key, v) -> config.put((String) key, v));
      config.remove("type");
      return new Spec(type, config);
    }
    throw new ConfigException(
        where, "a type name or an object with a \"type\" is needed, got " + value, "");
  }
}
