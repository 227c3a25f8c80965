package graft.shell;

import graft.api.NdArray;
import graft.api.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Metrics that are no single numbers, as tables: of a matrix the first axis runs down. */
final class ArrayTables {
  /** More columns fill no screen: the run's folder has the whole array. */
  private static final int MOST_COLUMNS = 20;

  private static final int MOST_ROWS = 100;

  private ArrayTables() {}

  /**
   * Shows the arrays of a result.
   *
   * @param part what they were measured on, or empty
   */
  static void show(String part, Result result, Consumer<String> out) {
    for (Map.Entry<String, NdArray> array : result.arrays().entrySet()) {
      NdArray values = array.getValue();
      out.accept("");
      out.accept((part + " " + array.getKey()).strip());
      int[] shape = values.shape();
      int columns = shape.length > 1 ? shape[shape.length - 1] : 1;
      if (columns > MOST_COLUMNS || values.size() / columns > MOST_ROWS) {
        String size = String.join(" × ", sizes(shape));
        out.accept("  " + size + " numbers, in the run's folder as a CSV file");
        continue;
      }
      List<String> classes = result.classes().getOrDefault(array.getKey(), List.of());
      table(values, columns, shape.length > 1, classes).toString().lines().forEach(out);
    }
  }

  private static Table table(NdArray values, int columns, boolean matrix, List<String> classes) {
    String[] header = new String[columns + 1];
    header[0] = matrix ? "true \\ predicted" : classes.isEmpty() ? "index" : "class";
    for (int c = 0; c < columns; c++) {
      header[c + 1] = matrix ? name(classes, c) : "value";
    }
    Table table = new Table(header);
    for (int row = 0; row < values.size() / columns; row++) {
      Object[] cells = new Object[columns + 1];
      cells[0] = name(classes, row);
      for (int c = 0; c < columns; c++) {
        cells[c + 1] = number(values.get(row * columns + c));
      }
      table.row(cells);
    }
    return table;
  }

  private static List<String> sizes(int[] shape) {
    List<String> sizes = new ArrayList<>();
    for (int size : shape) {
      sizes.add(Integer.toString(size));
    }
    return sizes;
  }

  private static String name(List<String> classes, int index) {
    return index < classes.size() ? classes.get(index) : Integer.toString(index);
  }

  /** Counts as whole numbers, all else with four digits. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : TrainOutput.number(value);
  }
}
