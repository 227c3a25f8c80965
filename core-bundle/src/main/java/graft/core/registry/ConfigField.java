package graft.core.registry;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Spec;
import graft.api.run.TypeInfo;
import graft.core.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A component of a configuration record as files and people see it. Made for one use: it refers to
 * the plug-in's class.
 *
 * @param name in snake_case
 */
record ConfigField(
    String name,
    Type type,
    @Nullable Range range,
    @Nullable String defaultText,
    String doc,
    String component) {

  static List<ConfigField> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(ConfigField::of).toList();
  }

  private static ConfigField of(RecordComponent component) {
    Default value = component.getAnnotation(Default.class);
    Doc doc = component.getAnnotation(Doc.class);
    return new ConfigField(
        snake(component.getName()),
        component.getGenericType(),
        component.getAnnotation(Range.class),
        value == null ? null : value.value(),
        doc == null ? "" : doc.value(),
        component.getName());
  }

  /** {@code kernelSize} → {@code kernel_size}. */
  static String snake(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** A constant's name in files: {@code CHANNELS_LAST} → {@code channels_last}. */
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * True if a key in a file means this field: {@code kernel_size} as well as {@code kernelSize},
   * and {@code beta_1} for a component {@code beta1}.
   */
  boolean isNamed(String key) {
    return key.equals(component) || key.replace("_", "").equals(name.replace("_", ""));
  }

  boolean isOptional() {
    return raw(type) == Optional.class;
  }

  /** The default as a JSON value; null if there is none. */
  @Nullable Object defaultValue() {
    if (defaultText == null) {
      return null;
    }
    Class<?> simple = raw(isOptional() ? argument(type, 0) : type);
    Optional<Object> json = Json.tryParse(defaultText);
    boolean word = simple == String.class || simple.isEnum() || simple == Spec.class;
    if (json.isEmpty() || (word && !(json.get() instanceof String || json.get() instanceof Map))) {
      return defaultText;
    }
    return json.get();
  }

  TypeInfo.Field info() {
    Object value = defaultValue();
    String shown = value != null ? Json.line(value) : isOptional() ? "null" : "";
    return new TypeInfo.Field(name, typeText(type), shown, rangeText(), doc);
  }

  /** {@code int ≥ 1}: what may be given, for messages. */
  String expected() {
    return expected(type);
  }

  String expected(Type part) {
    return (typeText(part) + " " + rangeText()).trim();
  }

  /** {@code ≥ 1}, {@code 0 ≤ x < 1}, or nothing. */
  String rangeText() {
    if (range == null) {
      return "";
    }
    boolean low = range.min() != Double.NEGATIVE_INFINITY;
    boolean high = range.max() != Double.POSITIVE_INFINITY;
    String least = plain(range.min());
    String most = plain(range.max());
    if (low && high) {
      return least
          + (range.minExclusive() ? " < x " : " ≤ x ")
          + (range.maxExclusive() ? "< " : "≤ ")
          + most;
    }
    if (low) {
      return (range.minExclusive() ? "> " : "≥ ") + least;
    }
    return high ? (range.maxExclusive() ? "< " : "≤ ") + most : "";
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Json.line(value);
  }

  static String typeText(Type type) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return typeText(argument(type, 0));
    }
    if (raw == List.class) {
      return "list of " + typeText(argument(type, 0));
    }
    if (raw == Map.class) {
      return "object";
    }
    if (raw == Spec.class || raw == String.class) {
      return raw.getSimpleName().toLowerCase(Locale.ROOT);
    }
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return "int";
    }
    if (raw == float.class || raw == Float.class || raw == double.class || raw == Double.class) {
      return "float";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "bool";
    }
    if (raw.isEnum()) {
      return "one of " + String.join(", ", constants(raw));
    }
    if (raw.isRecord()) {
      return "{"
          + String.join(
              ", ", of(raw).stream().map(field -> field.name + ": " + field.expected()).toList())
          + "}";
    }
    return "any";
  }

  static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> text((Enum<?>) c)).toList();
  }

  static Class<?> raw(Type type) {
    return type instanceof ParameterizedType given
        ? (Class<?>) given.getRawType()
        : type instanceof Class<?> plain ? plain : Object.class;
  }

  static Type argument(Type type, int index) {
    return type instanceof ParameterizedType given
        ? given.getActualTypeArguments()[index]
        : Object.class;
  }
}
