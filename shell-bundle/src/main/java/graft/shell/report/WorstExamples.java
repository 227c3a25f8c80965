package graft.shell.report;

import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The held back examples that the model gets most wrong: pictures, texts, or rows of a table. */
final class WorstExamples {
  private static final int PICTURES = 48;
  private static final int ROWS = 24;
  private static final int MOST_COLUMNS = 20;
  private static final int MOST_CHARACTERS = 400;

  private final List<Column> columns;
  private final Judged judged;

  private WorstExamples(List<Column> columns, Judged judged) {
    this.columns = columns;
    this.judged = judged;
  }

  static String html(Dataset examples, Judged judged) {
    WorstExamples worst = new WorstExamples(examples.schema().columns(), judged);
    boolean isPicture = worst.features().stream().anyMatch(i -> worst.isPicture(i));
    List<Integer> chosen = judged.worst(isPicture ? PICTURES : ROWS);
    Map<Integer, String> found = new LinkedHashMap<>();
    Row row = new Batch(examples.schema(), 1).row();
    try (Dataset.Cursor cursor = examples.cursor()) {
      long next = 0;
      for (int index : chosen.stream().sorted(Comparator.naturalOrder()).toList()) {
        cursor.skip(index - next, row);
        if (!cursor.next(row)) {
          break;
        }
        next = index + 1L;
        found.put(index, isPicture ? worst.figure(index, row) : worst.line(index, row));
      }
    }
    StringBuilder html = new StringBuilder();
    chosen.forEach(index -> html.append(found.getOrDefault(index, "")));
    return isPicture
        ? "<div class=pictures>" + html + "</div>\n"
        : worst.head() + html + "</tbody></table></div>\n";
  }

  /** The numbers of the columns that are features. */
  private List<Integer> features() {
    List<Integer> features = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).role() == Column.Role.FEATURE) {
        features.add(i);
      }
    }
    return features;
  }

  private boolean isPicture(int column) {
    return columns.get(column).dtype().isNumeric() && Picture.is(columns.get(column).shape());
  }

  private String figure(int index, Row row) {
    int column = features().stream().filter(this::isPicture).findFirst().orElseThrow();
    return "<figure><img alt=\"example "
        + index
        + "\" src=\""
        + Picture.uri(row, column, columns.get(column).shape())
        + "\"><figcaption><b>"
        + Html.text(judged.said(index))
        + "</b><br>is "
        + Html.text(judged.truth(index))
        + "<br>loss "
        + Html.number(judged.loss()[index])
        + "</figcaption></figure>\n";
  }

  private String head() {
    StringBuilder head = new StringBuilder("<div class=wide><table><thead><tr>");
    List<String> names = new ArrayList<>(List.of("example", "loss", "predicted", "is"));
    features().stream().limit(MOST_COLUMNS).forEach(i -> names.add(columns.get(i).name()));
    names.forEach(name -> head.append("<th>").append(Html.text(name)).append("</th>"));
    return head.append("</tr></thead><tbody>\n").toString();
  }

  private String line(int index, Row row) {
    StringBuilder line = new StringBuilder("<tr>");
    List<Object> cells =
        new ArrayList<>(
            List.of(index, judged.loss()[index], judged.said(index), judged.truth(index)));
    features().stream().limit(MOST_COLUMNS).forEach(i -> cells.add(value(row, i)));
    for (Object cell : cells) {
      String text = cell instanceof Double number ? Html.number(number) : cell.toString();
      line.append("<td>").append(Html.text(text)).append("</td>");
    }
    return line.append("</tr>\n").toString();
  }

  private String value(Row row, int column) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.elements(column) && text.length() < MOST_CHARACTERS; i++) {
      text.append(i > 0 ? ", " : "");
      if (!columns.get(column).dtype().isNumeric()) {
        text.append(row.text(column, i));
      } else {
        text.append(named(column, row.get(column, i)));
      }
    }
    boolean isLong = text.length() > MOST_CHARACTERS;
    return isLong ? text.substring(0, MOST_CHARACTERS) + "…" : text.toString();
  }

  private String named(int column, double value) {
    List<String> classes = columns.get(column).classes();
    boolean isClass = columns.get(column).dtype().isInteger() && !classes.isEmpty();
    return isClass && value >= 0 && value < classes.size()
        ? classes.get((int) value)
        : Html.number(value);
  }
}
