package graft.core.json;

import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import graft.api.ConfigException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON text ↔ JSON values: Map with String keys in the order of the text, List, String, Boolean,
 * Long for numbers written without point and exponent, Double for the others. Never a class of
 * anybody else: the library caches those.
 *
 * <p>A null value of an object counts as absent; in a list it is an error. NaN and infinities are
 * no JSON: they are written as the strings {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"},
 * and read as strings ({@link #nonFinite}).
 */
public final class Json {
  /** Deeper than any model is meant to be, and far from the end of the stack. */
  private static final int DEEPEST = 100;

  private static final int LONGEST = 64 << 20;

  private static final int EXCERPT = 40;

  private static final Pattern INTEGER = Pattern.compile("-?\\d+");

  /** How gson says where it is. */
  private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

  private final String text;
  private final String where;
  private final JsonReader reader;

  private Json(String text, String where) {
    this.text = text;
    this.where = where;
    this.reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
  }

  /**
   * The value of a text.
   *
   * @param where the file's name, for messages
   * @throws ConfigException if it is no JSON, has a key twice, is nested more than 100 deep or
   *     longer than 64 Mi characters; with line and column
   */
  public static Object parse(String text, String where) {
    if (text.length() > LONGEST) {
      throw new ConfigException(
          where,
          "expected at most " + LONGEST + " characters, got " + text.length(),
          "arrays belong into a data file");
    }
    return new Json(text, where).whole();
  }

  /** The value of a text, or empty if it is no JSON or null. */
  public static Optional<Object> tryParse(String text) {
    try {
      return Optional.of(parse(text, ""));
    } catch (ConfigException noJson) {
      return Optional.empty();
    }
  }

  /**
   * Indented text that ends with a line feed; maps in their own order; what is short, on one line.
   *
   * @throws IllegalArgumentException if something in it is no JSON value
   */
  public static String format(Object value) {
    StringBuilder out = new StringBuilder();
    new JsonText(out).indented(value, 0);
    return out.append('\n').toString();
  }

  /** The text on one line, without a line feed. */
  public static String line(Object value) {
    StringBuilder out = new StringBuilder();
    new JsonText(out).line(value);
    return out.toString();
  }

  /** The number that {@link #format} writes as one of three strings; empty for any other. */
  public static Optional<Double> nonFinite(String text) {
    return switch (text) {
      case "NaN" -> Optional.of(Double.NaN);
      case "Infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-Infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      default -> Optional.empty();
    };
  }

  static String quoted(String text) {
    return new JsonPrimitive(text).toString();
  }

  private Object whole() {
    try {
      Object value = value(0);
      if (value == null) {
        throw fault("expected a value, got null", "");
      }
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw fault("expected the end, got more text", "a file has one value");
      }
      return value;
    } catch (EOFException e) {
      throw fault("the text ends too early", "a bracket or a quote is not closed");
    } catch (MalformedJsonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new ConfigException(where, "cannot be read: " + e.getMessage(), "");
    }
  }

  private @Nullable Object value(int depth) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(depth + 1);
      case BEGIN_ARRAY -> list(depth + 1);
      case STRING -> reader.nextString();
      case NUMBER -> number();
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> {
        reader.nextNull();
        yield null;
      }
      case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT -> throw new EOFException();
    };
  }

  private Map<String, Object> object(int depth) throws IOException {
    checkDepth(depth);
    Map<String, Object> map = new LinkedHashMap<>();
    List<String> absent = new ArrayList<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (map.containsKey(key) || absent.contains(key)) {
        throw fault("the key " + quoted(shortened(key)) + " is there twice", "leave one out");
      }
      Object value = value(depth);
      if (value == null) {
        absent.add(key);
      } else {
        map.put(key, value);
      }
    }
    reader.endObject();
    return map;
  }

  private List<Object> list(int depth) throws IOException {
    checkDepth(depth);
    List<Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      Object value = value(depth);
      if (value == null) {
        throw fault("a list cannot hold null", "leave the element out");
      }
      list.add(value);
    }
    reader.endArray();
    return list;
  }

  private Object number() throws IOException {
    String digits = reader.nextString();
    if (INTEGER.matcher(digits).matches()) {
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        throw fault(
            "expected an integer of 64 bits, got " + shortened(digits),
            "with a point it is a float");
      }
    }
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw fault("expected a number up to 1.8e308, got " + shortened(digits), "");
    }
    return number;
  }

  private void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw fault("brackets are nested more than " + DEEPEST + " deep", "");
    }
  }

  private ConfigException malformed(MalformedJsonException e) {
    String message = String.valueOf(e.getMessage());
    Matcher place = PLACE.matcher(message);
    if (!place.find()) {
      return fault("is no JSON", "");
    }
    int line = Integer.parseInt(place.group(1));
    int column = Integer.parseInt(place.group(2));
    String rest = text.lines().skip(line - 1L).findFirst().orElse("");
    // Gson has read a few characters on.
    String near = rest.substring(Math.max(0, Math.min(column - 3, rest.length())));
    near = near.replaceAll("\\p{Cntrl}", " ").strip();
    return new ConfigException(
        where,
        "is no JSON: line "
            + line
            + ", column "
            + column
            + ", "
            + (near.isEmpty() ? "at the line's end" : "near " + shortened(near)),
        "names and strings stand in double quotes, a comma between two elements and none after the"
            + " last");
  }

  private ConfigException fault(String what, String hint) {
    Matcher place = PLACE.matcher(reader.toString());
    String at = place.find() ? "line " + place.group(1) + ", column " + place.group(2) + ": " : "";
    return new ConfigException(where, at + what, hint);
  }

  private static String shortened(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }
}
