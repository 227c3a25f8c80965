package graft.api.run;

import graft.api.ConfigException;
import graft.api.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A spec as one writes it on a command line: {@code type}, {@code type:A,B}, {@code
 * type:A,key=value}. Plain words fill the configuration's fields in order; others go by name. A
 * comma within a word is written {@code \,}; the elements of a list are separated by semicolons.
 */
public final class SpecText {
  private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");
  private static final Pattern NAMED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private SpecText() {}

  /** The type's name: what stands before the first colon. */
  public static String type(String text) {
    int colon = text.indexOf(':');
    String type = (colon < 0 ? text : text.substring(0, colon)).trim();
    if (type.isEmpty()) {
      throw new ConfigException(
          "'" + text + "'", "expected type or type:A,B,key=value, got no type", "such as digits");
    }
    return type;
  }

  /**
   * The spec of a text.
   *
   * @param fields the type's fields in order, as {@link Graft#describe} gives them. A word for a
   *     string or a choice is taken as it is; others that look like true, false or a number become
   *     that
   * @throws ConfigException if a word has no field, or a field is given twice
   */
  public static Spec parse(String text, List<TypeInfo.Field> fields) {
    String type = type(text);
    String where = "'" + text + "'";
    int colon = text.indexOf(':');
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    List<String> words = rest.isEmpty() ? List.of() : Arrays.asList(COMMA.split(rest, -1));
    Map<String, Object> config = new LinkedHashMap<>();
    int position = 0;
    for (String escaped : words) {
      String word = escaped.replace("\\,", ",");
      var named = NAMED.matcher(word);
      TypeInfo.Field field;
      String value;
      if (named.matches()) {
        field = named(where, named.group(1), fields);
        value = named.group(2);
      } else if (position < fields.size()) {
        field = fields.get(position++);
        value = word;
      } else {
        throw new ConfigException(
            where, "'" + word + "' is one word too many for " + type, hint(fields));
      }
      if (value.isEmpty()) {
        throw new ConfigException(where, field.name() + ": expected a value, got nothing", "");
      }
      if (config.put(field.name(), value(field.type(), value)) != null) {
        throw new ConfigException(where, field.name() + ": is given twice", hint(fields));
      }
    }
    return new Spec(type, config);
  }

  private static TypeInfo.Field named(String where, String name, List<TypeInfo.Field> fields) {
    Optional<TypeInfo.Field> found =
        fields.stream().filter(field -> field.name().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            new ConfigException(
                where,
                name + ": is an unknown field",
                hint(fields) + "; write a word with = in it as field=word"));
  }

  private static String hint(List<TypeInfo.Field> fields) {
    return fields.isEmpty()
        ? "it has no fields"
        : "fields are " + String.join(", ", fields.stream().map(TypeInfo.Field::name).toList());
  }

  private static Object value(String type, String word) {
    if (type.startsWith("list of ")) {
      List<Object> elements = new ArrayList<>();
      for (String element : word.split(";")) {
        elements.add(value(type.substring("list of ".length()), element));
      }
      return elements;
    }
    if (type.equals("string") || type.equals("spec") || type.startsWith("one of ")) {
      return word;
    }
    if (word.equals("true") || word.equals("false")) {
      return Boolean.valueOf(word);
    }
    if (INTEGER.matcher(word).matches()) {
      return Long.valueOf(word);
    }
    return NUMBER.matcher(word).matches() ? (Object) Double.valueOf(word) : word;
  }
}
