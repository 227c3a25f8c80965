package graft.core.train;

import graft.api.ConfigException;
import graft.api.Spec;
import graft.api.run.RunSpec;
import graft.core.trace.Specs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of a section of a model file that was checked when it was read. */
final class Section {
  private final RunSpec spec;
  private final String[] path;

  Section(RunSpec spec, String... path) {
    this.spec = spec;
    this.path = path;
  }

  @Nullable Object get(String key) {
    String[] whole = Arrays.copyOf(path, path.length + 1);
    whole[path.length] = key;
    return spec.get(whole);
  }

  String where(String key) {
    return String.join(".", path) + "." + key;
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
    return get(key) instanceof Boolean value ? value : defaultValue;
  }

  String text(String key, String defaultValue) {
    return get(key) instanceof String value ? value : defaultValue;
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

  /** Numbers by name; those of a list are named by their place. */
  Map<String, Double> numbers(String key) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (get(key) instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        numbers.put(Integer.toString(i), number(key, list.get(i)));
      }
    } else if (get(key) instanceof Map<?, ?> map) {
      map.forEach((name, number) -> numbers.put((String) name, number(key, number)));
    }
    return numbers;
  }

  private double number(String key, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new ConfigException(where(key), "a number expected, got " + value, "");
  }
}
