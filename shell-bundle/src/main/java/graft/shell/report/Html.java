package graft.shell.report;

import java.util.List;
import java.util.Locale;

/** Pieces of HTML. Whatever comes from outside goes through {@link #text}. */
final class Html {
  private Html() {}

  /** Plain text, for between tags and for attributes in double quotes. */
  static String text(Object text) {
    StringBuilder safe = new StringBuilder();
    for (char c : String.valueOf(text).toCharArray()) {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return safe.toString();
  }

  /** A table of plain texts. */
  static String table(List<String> header, List<? extends List<?>> rows) {
    StringBuilder html = new StringBuilder("<div class=wide><table><thead><tr>");
    header.forEach(cell -> html.append("<th>").append(text(cell)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (List<?> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append(cell(cell)));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private static String cell(Object cell) {
    boolean isNumber = cell instanceof Number;
    String plain = cell instanceof Double number ? number(number) : String.valueOf(cell);
    return (isNumber ? "<td class=n>" : "<td>") + text(plain) + "</td>";
  }

  /** Four figures that say something. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, size >= 1e-3 && size < 1e6 ? "%.4f" : "%.3e", value);
  }

  static String section(String title, String body) {
    return "<section><h2>" + text(title) + "</h2>\n" + body + "</section>\n";
  }

  static String note(String text) {
    return "<p class=note>" + text(text) + "</p>\n";
  }
}
