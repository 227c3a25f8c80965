package graft.core.train;

import graft.api.ConfigException;
import graft.api.Spec;
import graft.api.run.RunSpec;
import graft.core.trace.Specs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of a section of a model file, with messages that name the field. */
final class SpecReader {
  private final RunSpec spec;
  private final String section;

  SpecReader(RunSpec spec, String section) {
    this.spec = spec;
    this.section = section;
  }

  @Nullable Object get(String key) {
    return spec.get(section, key);
  }

  String where(String key) {
    return section + "." + key;
  }

  long whole(String key, long defaultValue, long min) {
    Object value = get(key);
    if (value == null) {
      return defaultValue;
    }
    // 1e3 is read as a double.
    boolean whole = value instanceof Long || (value instanceof Double d && d == Math.rint(d));
    if (!whole || ((Number) value).longValue() < min) {
      throw new ConfigException(
          where(key), "a whole number of at least " + min + " expected, got " + value, "");
    }
    return ((Number) value).longValue();
  }

  boolean flag(String key, boolean defaultValue) {
    Object value = get(key);
    if (value == null || value instanceof Boolean) {
      return value == null ? defaultValue : (Boolean) value;
    }
    throw new ConfigException(where(key), "true or false expected, got " + value, "");
  }

  String text(String key, String defaultValue) {
    Object value = get(key);
    if (value == null || value instanceof String) {
      return value == null ? defaultValue : (String) value;
    }
    throw new ConfigException(where(key), "a text expected, got " + value, "");
  }

  List<Spec> specs(String key) {
    Object value = get(key);
    if (value == null) {
      return List.of();
    }
    List<Spec> specs = new ArrayList<>();
    List<?> list = value instanceof List<?> l ? l : List.of(value);
    for (int i = 0; i < list.size(); i++) {
      specs.add(Specs.of(list.get(i), where(key) + "[" + i + "]"));
    }
    return specs;
  }

  Map<String, Double> numbers(String key) {
    Object value = get(key);
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (value == null) {
      return numbers;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new ConfigException(where(key), "an object of numbers expected, got " + value, "");
    }
    map.forEach(
        (name, number) -> {
          if (!(number instanceof Number n)) {
            throw new ConfigException(
                where(key) + "." + name, "a number expected, got " + number, "");
          }
          numbers.put((String) name, n.doubleValue());
        });
    return numbers;
  }
}
