package graft.core.registry;

import graft.api.ConfigException;
import graft.api.GraftException;
import graft.api.Range;
import graft.api.Spec;
import graft.core.json.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration record of JSON values: the one place where plug-ins are reflected upon.
 * Every fault names the place, the field, what was expected and what was given.
 */
final class ConfigBinder {
  /** Greatest magnitude up to which each integer is a double: 2^53. */
  private static final double EXACT = 1L << 53;

  private static final int SHOWN_CHARACTERS = 60;

  private final String where;

  ConfigBinder(String where) {
    this.where = where;
  }

  /** A record of the given class. */
  Object bind(Class<?> record, Map<String, Object> values) {
    return bind(record, values, "");
  }

  private Object bind(Class<?> record, Map<?, ?> values, String path) {
    List<ConfigField> fields = ConfigField.of(record);
    Object[] given = new Object[fields.size()];
    values.forEach(
        (key, value) -> {
          int index = index(fields, String.valueOf(key), path);
          if (given[index] != null) {
            throw new ConfigException(
                where, name(path, fields.get(index)) + ": is given twice", "leave one out");
          }
          given[index] = value;
        });
    Object[] arguments = new Object[given.length];
    for (int i = 0; i < given.length; i++) {
      arguments[i] = argument(fields.get(i), given[i], path);
    }
    return create(record, arguments, path);
  }

  private int index(List<ConfigField> fields, String key, String path) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).isNamed(key)) {
        return i;
      }
    }
    List<String> names = fields.stream().map(ConfigField::name).toList();
    String allowed =
        names.isEmpty() ? "it has no fields" : "fields are " + String.join(", ", names);
    throw new ConfigException(
        where, path + key + ": is an unknown field", Nearest.question(key, names) + allowed);
  }

  private Object argument(ConfigField field, @Nullable Object given, String path) {
    String name = name(path, field);
    Object value = given == null ? field.defaultValue() : given;
    if (value == null && !field.isOptional()) {
      throw new ConfigException(
          where,
          name + ": is missing, expected " + field.expected(),
          "it has no default: add \"" + field.name() + "\"");
    }
    // A wrong default is the plug-in's fault, not that of who wrote the file.
    return convert(
        field, field.type(), value, given == null && value != null ? "default of " + name : name);
  }

  private Object convert(ConfigField field, Type type, @Nullable Object value, String name) {
    Class<?> raw = ConfigField.raw(type);
    if (raw == Optional.class) {
      return value == null
          ? Optional.empty()
          : Optional.of(convert(field, ConfigField.argument(type, 0), value, name));
    }
    if (value == null) {
      throw wrong(field, type, "nothing", name);
    }
    if (raw == List.class) {
      return list(field, ConfigField.argument(type, 0), value, name);
    }
    if (raw == Map.class) {
      return map(field, type, value, name);
    }
    if (raw == Object.class) {
      return value;
    }
    if (raw.isRecord() && raw != Spec.class) {
      if (value instanceof Map<?, ?> values) {
        return bind(raw, values, name + ".");
      }
      throw wrong(field, type, value, name);
    }
    return scalar(raw, value)
        .map(converted -> inRange(field, type, converted, name))
        .orElseThrow(() -> wrong(field, type, value, name));
  }

  private List<Object> list(ConfigField field, Type element, Object value, String name) {
    if (!(value instanceof List<?> values)) {
      return List.of(convert(field, element, value, name));
    }
    List<Object> converted = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      converted.add(convert(field, element, values.get(i), name + "[" + i + "]"));
    }
    return List.copyOf(converted);
  }

  private Map<String, Object> map(ConfigField field, Type type, Object value, String name) {
    if (!(value instanceof Map<?, ?> values)) {
      throw wrong(field, type, value, name);
    }
    Map<String, Object> converted = new LinkedHashMap<>();
    values.forEach(
        (key, element) ->
            converted.put(
                String.valueOf(key),
                convert(field, ConfigField.argument(type, 1), element, name + "." + key)));
    return Collections.unmodifiableMap(converted);
  }

  /** The value as a given simple type; empty if it is none. */
  private Optional<?> scalar(Class<?> raw, Object value) {
    if (raw == int.class || raw == Integer.class) {
      return integer(value).filter(n -> n == n.intValue()).map(Long::intValue);
    }
    if (raw == long.class || raw == Long.class) {
      return integer(value);
    }
    if (raw == double.class || raw == Double.class) {
      return number(value);
    }
    if (raw == float.class || raw == Float.class) {
      // 1e300 is no float; an infinity that is meant comes as a string.
      return number(value)
          .filter(n -> Double.isInfinite(n) || !Float.isInfinite(n.floatValue()))
          .map(Double::floatValue);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return Optional.of(value).filter(Boolean.class::isInstance);
    }
    if (raw == String.class) {
      return Optional.of(value).filter(String.class::isInstance);
    }
    if (raw == Spec.class) {
      return spec(value);
    }
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .filter(constant -> ConfigField.text((Enum<?>) constant).equals(value))
          .findFirst();
    }
    throw new GraftException(
        where,
        "a field of " + raw.getName() + " cannot be configured",
        "a configuration has numbers, booleans, strings, enums, Specs, records, Lists, Maps and"
            + " Optionals");
  }

  private static Optional<Long> integer(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Optional.of(number)
          .filter(n -> n == Math.rint(n) && Math.abs(n) <= EXACT)
          .map(Double::longValue);
    }
    return value instanceof Long || value instanceof Integer
        ? Optional.of(((Number) value).longValue())
        : Optional.empty();
  }

  private static Optional<Double> number(Object value) {
    if (value instanceof Float number) {
      // A float was written as the decimal that it prints, not as its binary value.
      return Optional.of(Double.valueOf(number.toString()));
    }
    if (value instanceof Number number) {
      return Optional.of(number.doubleValue());
    }
    return value instanceof String text ? Json.nonFinite(text) : Optional.empty();
  }

  private Optional<Spec> spec(Object value) {
    if (value instanceof Spec spec) {
      return Optional.of(spec);
    }
    if (value instanceof String type) {
      return Optional.of(Spec.of(type));
    }
    if (!(value instanceof Map<?, ?> map) || !(map.get("type") instanceof String type)) {
      return Optional.empty();
    }
    Map<String, Object> config = new LinkedHashMap<>();
    map.forEach((key, element) -> config.put(String.valueOf(key), element));
    config.remove("type");
    return Optional.of(new Spec(type, config));
  }

  private Object inRange(ConfigField field, Type type, Object value, String name) {
    Range range = field.range();
    if (range != null && value instanceof Number number) {
      // By its text, since the double of 0.1f is greater than 0.1.
      double x = Double.parseDouble(number.toString());
      boolean above = range.minExclusive() ? x > range.min() : x >= range.min();
      boolean below = range.maxExclusive() ? x < range.max() : x <= range.max();
      if (!above || !below) {
        throw wrong(field, type, value, name);
      }
    }
    return value;
  }

  private ConfigException wrong(ConfigField field, Type type, Object value, String name) {
    Class<?> raw = ConfigField.raw(type);
    String hint = field.doc();
    if (raw.isEnum() && value instanceof String word) {
      hint = (Nearest.question(word, ConfigField.constants(raw)) + hint).trim();
    } else if (raw == String.class && !(value instanceof Map || value instanceof List)) {
      hint = "write it in quotes";
    } else if (raw == Spec.class) {
      hint = "write \"relu\" or {\"type\": \"relu\", …}";
    }
    return new ConfigException(
        where, name + ": expected " + field.expected(type) + ", got " + shown(value), hint);
  }

  private static String shown(Object value) {
    String text;
    try {
      text = Json.line(value);
    } catch (IllegalArgumentException noJson) {
      text = String.valueOf(value);
    }
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String name(String path, ConfigField field) {
    return path + field.name();
  }

  private Object create(Class<?> record, Object[] arguments, String path) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw refused(e.getCause() == null ? e : e.getCause(), path);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new GraftException(
          where, "cannot make a " + record.getName() + ": " + e, "make the record public");
    }
  }

  /** What the record's own constructor objects to, as text: the exception may be the plug-in's. */
  private GraftException refused(Throwable fault, String path) {
    String place = path.isEmpty() ? where : where + ": " + path.substring(0, path.length() - 1);
    if (fault instanceof ConfigException ours) {
      return ours.at(place);
    }
    String text = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    return new ConfigException(place, text, "");
  }
}
