package graft.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lines in columns; a column whose cells are all numbers is set to the right. */
final class Table {
  private static final String GAP = "  ";

  /** So many columns at least for one that is wrapped. */
  private static final int LEAST = 20;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(List.of(header));
  }

  void row(Object... cells) {
    rows.add(IntStream.range(0, cells.length).mapToObj(i -> String.valueOf(cells[i])).toList());
  }

  @Override
  public String toString() {
    return text(0);
  }

  /**
   * The table for a terminal of so many columns: the last column is wrapped where its words do not
   * fit, unless the others leave too little for it.
   *
   * @param terminal columns; 0 for any number
   */
  String text(int terminal) {
    int columns = rows.get(0).size();
    int[] width = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      width[c] = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
      numbers[c] =
          rows.size() > 1
              && rows.stream().skip(1).allMatch(r -> r.get(column).matches("[-+.,0-9e %]*"));
    }
    int before = Arrays.stream(width, 0, columns - 1).map(w -> w + GAP.length()).sum();
    boolean wraps = terminal - before >= LEAST && !numbers[columns - 1];
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String pad = " ".repeat(width[c] - row.get(c).length());
        line.append(c > 0 ? GAP : "").append(numbers[c] ? pad + row.get(c) : row.get(c) + pad);
      }
      String whole = line.toString().stripTrailing();
      text.append(wraps ? wrapped(whole, terminal, before) : whole).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** The line cut between words, what is over set below the last column's beginning. */
  private static String wrapped(String line, int terminal, int indent) {
    if (line.length() <= terminal) {
      return line;
    }
    int space = line.lastIndexOf(' ', terminal);
    int cut = space > indent ? space : terminal;
    String rest = " ".repeat(indent) + line.substring(cut).strip();
    return line.substring(0, cut).stripTrailing()
        + System.lineSeparator()
        + wrapped(rest, terminal, indent);
  }
}
