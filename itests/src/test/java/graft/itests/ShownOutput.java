package graft.itests;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares output with what a document shows of it, whose numbers are those of another machine. */
final class ShownOutput {
  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d,]*(\\.\\d+)?(e-?\\d+)?");

  /** Of a shown number; and as much as 0.1, for losses and errors that are near 0. */
  private static final double TOLERANCE = 0.1;

  private ShownOutput() {}

  /**
   * Throws unless the shown lines occur in this order; others may stand between them. {@code …} is
   * any text, spaces are any number of spaces, and numbers are near, those of seconds any.
   */
  static void assertShown(String shown, String output) {
    Iterator<String> lines = output.lines().iterator();
    for (String line : shown.lines().filter(l -> !l.isBlank() && !l.equals("…")).toList()) {
      boolean found = false;
      while (!found && lines.hasNext()) {
        found = isLike(line, lines.next());
      }
      if (!found) {
        throw new AssertionError(
            "'" + line + "' is shown, but not printed (in this order):\n" + output);
      }
    }
  }

  private static boolean isLike(String shown, String line) {
    StringBuilder pattern = new StringBuilder();
    List<String> parts = List.of(NUMBER.split(shown.strip(), -1));
    for (int i = 0; i < parts.size(); i++) {
      pattern.append(i > 0 ? "(" + NUMBER.pattern().replace("(", "(?:") + ")" : "");
      pattern.append(text(parts.get(i)));
    }
    Matcher matcher = Pattern.compile(pattern.toString()).matcher(line.strip());
    if (!matcher.matches()) {
      return false;
    }
    Matcher numbers = NUMBER.matcher(shown.strip());
    for (int i = 1; numbers.find(); i++) {
      boolean seconds = shown.strip().startsWith(" s", numbers.end());
      if (!seconds && !isNear(numbers.group(), matcher.group(i))) {
        return false;
      }
    }
    return true;
  }

  /** A text between numbers as a pattern. */
  private static String text(String part) {
    return Pattern.compile("…|\\s+|[^…\\s]+")
        .matcher(part)
        .replaceAll(
            piece ->
                Matcher.quoteReplacement(
                    switch (piece.group().strip()) {
                      case "…" -> ".*";
                      case "" -> "\\s+";
                      default -> Pattern.quote(piece.group());
                    }));
  }

  private static boolean isNear(String shown, String got) {
    double a = Double.parseDouble(shown.replace(",", ""));
    double b = Double.parseDouble(got.replace(",", ""));
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
  }
}
