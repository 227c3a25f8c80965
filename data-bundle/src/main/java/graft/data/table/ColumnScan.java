package graft.data.table;

import graft.api.DataException;
import graft.data.file.Numerals;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one pass over the file says of a column. */
final class ColumnScan {
  private static final int MOST_CLASSES = 100_000;

  private final boolean label;
  private final Set<String> values = new TreeSet<>(Numerals::compare);
  private long present;
  private long numbers;

  /**
   * @param label whether its different values may be asked for
   */
  ColumnScan(boolean label) {
    this.label = label;
  }

  /** Looks at a value that is not missing. */
  void accept(String value) {
    present++;
    numbers += Numerals.isNumber(value) ? 1 : 0;
    if (label && values.size() <= MOST_CLASSES) {
      values.add(value);
    }
  }

  /** True if at least half of the values are numbers: a word among them is a mistake. */
  boolean isNumeric() {
    return numbers * 2 >= present;
  }

  /** The different values of a label, in order: numbers by value, words by their letters. */
  List<String> classes(String where) {
    if (values.size() > MOST_CLASSES) {
      throw new DataException(where, "it has more than " + MOST_CLASSES + " classes", "");
    }
    return List.copyOf(values);
  }
}
