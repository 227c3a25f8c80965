package graft.core.spec;

import graft.api.ConfigException;
import graft.api.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Java program may put into a model file as what a parser would have made of it. */
final class Plain {
  private static final int DEEPEST = 100;

  private Plain() {}

  static Object value(Object value, String where) {
    Object plain = value(value, where, 0);
    return plain == null ? Map.of() : plain;
  }

  private static @Nullable Object value(@Nullable Object value, String where, int depth) {
    if (depth > DEEPEST) {
      throw new ConfigException(where, "is nested more than " + DEEPEST + " deep", "");
    }
    if (value instanceof Spec spec) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("type", spec.type());
      map.putAll(spec.config());
      return value(map, where, depth);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach(
          (key, element) -> {
            Object plain = value(element, where, depth + 1);
            if (plain != null) {
              copy.put(String.valueOf(key), plain);
            }
          });
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(value(element, where, depth + 1)));
      return copy;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return Double.valueOf(number.toString());
    }
    if (value == null
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof String) {
      return value;
    }
    throw new ConfigException(
        where,
        "expected JSON values, got a " + value.getClass().getName(),
        "use strings, numbers, booleans, lists, maps and Specs");
  }
}
