package graft.data.file;

/** Decimal numbers as files have them; Java's own parser also takes 1d, 0x1p3 and Infinity. */
public final class Numerals {
  private Numerals() {}

  /** True for {@code [+-] digits [. digits] [e [+-] digits]}, with a digit before the e. */
  public static boolean isNumber(String text) {
    int end = text.length();
    int i = sign(text, 0);
    int whole = digits(text, i);
    int last = whole;
    if (whole < end && text.charAt(whole) == '.') {
      last = digits(text, whole + 1);
    }
    boolean some = whole > i || last > whole + 1;
    if (some && last < end && (text.charAt(last) | 0x20) == 'e') {
      int exponent = sign(text, last + 1);
      last = digits(text, exponent);
      some = last > exponent;
    }
    return some && last == end;
  }

  private static int sign(String text, int i) {
    return i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+') ? i + 1 : i;
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /** Orders numbers by value, before all other text, which is in its own order. */
  public static int compare(String a, String b) {
    boolean number = isNumber(a);
    if (number != isNumber(b)) {
      return number ? -1 : 1;
    }
    int byValue = number ? Double.compare(Double.parseDouble(a), Double.parseDouble(b)) : 0;
    return byValue != 0 ? byValue : a.compareTo(b);
  }
}
