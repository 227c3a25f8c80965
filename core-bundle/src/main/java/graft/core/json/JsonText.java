package graft.core.json;

import graft.api.Spec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes JSON values as text. */
final class JsonText {
  private static final int WIDTH = 100;

  /** A decimal of at most 15 digits survives as a double, and a double as one of 17 digits. */
  private static final int SAFE_DIGITS = 15;

  private static final int EXACT_DIGITS = 17;

  /** Whole numbers of so many digits are written without an exponent. */
  private static final int PLAIN = 15;

  private final StringBuilder out;

  JsonText(StringBuilder out) {
    this.out = out;
  }

  void line(Object value) {
    if (value instanceof Spec spec) {
      line(map(spec));
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      String comma = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(comma).append(Json.quoted(String.valueOf(entry.getKey()))).append(": ");
        line(entry.getValue());
        comma = ", ";
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      String comma = "";
      for (Object element : list) {
        out.append(comma);
        line(element);
        comma = ", ";
      }
      out.append(']');
    } else {
      out.append(scalar(value));
    }
  }

  /** Objects and lists over several lines, unless they hold scalars only and are short. */
  void indented(Object value, int depth) {
    if (value instanceof Spec spec) {
      indented(map(spec), depth);
      return;
    }
    boolean isContainer = value instanceof Map || value instanceof List;
    if (!isContainer || (isFlat(value) && fits(value, depth))) {
      line(value);
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      String comma = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        newLine(comma, depth + 1);
        out.append(Json.quoted(String.valueOf(entry.getKey()))).append(": ");
        indented(entry.getValue(), depth + 1);
        comma = ",";
      }
      newLine("", depth);
      out.append('}');
    } else {
      out.append('[');
      String comma = "";
      for (Object element : (List<?>) value) {
        newLine(comma, depth + 1);
        indented(element, depth + 1);
        comma = ",";
      }
      newLine("", depth);
      out.append(']');
    }
  }

  /** A list of scalars, or an object of scalars and such lists. */
  private static boolean isFlat(Object value) {
    return value instanceof Map<?, ?> map
        ? map.values().stream()
            .allMatch(v -> v instanceof List<?> l ? holdsScalars(l) : isScalar(v))
        : value instanceof List<?> list && holdsScalars(list);
  }

  private static boolean holdsScalars(List<?> list) {
    return list.stream().allMatch(JsonText::isScalar);
  }

  private static boolean isScalar(Object value) {
    return !(value instanceof Map || value instanceof List || value instanceof Spec);
  }

  private static boolean fits(Object value, int depth) {
    int elements = value instanceof List<?> list ? list.size() : ((Map<?, ?>) value).size();
    return elements <= WIDTH / 2 && 2 * depth + Json.line(value).length() <= WIDTH;
  }

  private void newLine(String comma, int depth) {
    out.append(comma).append('\n').append("  ".repeat(depth));
  }

  private static Map<String, Object> map(Spec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", spec.type());
    map.putAll(spec.config());
    return map;
  }

  private static String scalar(Object value) {
    if (value instanceof String text) {
      return Json.quoted(text);
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Float number) {
      return number(Double.parseDouble(number.toString()));
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException("no JSON value: " + value.getClass().getName());
  }

  /**
   * A short decimal that is read back as the number. Not {@code Double.toString}, whose digits
   * differ between JDK 17 and later ones.
   */
  private static String number(double number) {
    if (!Double.isFinite(number)) {
      return Json.quoted(Double.toString(number));
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest =
        IntStream.rangeClosed(SAFE_DIGITS, EXACT_DIGITS)
            .mapToObj(digits -> exact.round(new MathContext(digits)))
            .filter(rounded -> rounded.doubleValue() == number)
            .findFirst()
            .orElse(exact)
            .stripTrailingZeros();
    boolean isPlain = shortest.scale() <= 0 && shortest.precision() - shortest.scale() <= PLAIN;
    String text = isPlain ? shortest.toPlainString() : shortest.toString();
    // 5 would be read back as an integer.
    return text.matches("-?\\d+") ? text + ".0" : text;
  }
}
