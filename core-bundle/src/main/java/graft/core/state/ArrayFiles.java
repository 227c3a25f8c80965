package graft.core.state;

import graft.api.DataException;
import graft.api.NdArray;
import graft.api.run.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The metrics that are no single numbers, in a run's folder: one CSV file each, such as {@code
 * validation_confusion_matrix.csv}. A vector is a line for each element; else the last axis runs
 * along a line, the others down. Lines and columns are named by the classes, or by their numbers.
 */
public final class ArrayFiles {
  private ArrayFiles() {}

  /**
   * Writes the arrays of a result.
   *
   * @param part what they were measured on, the beginning of the files' names
   * @throws DataException if a file cannot be written
   */
  public static void write(Path folder, String part, Result result) {
    for (Map.Entry<String, NdArray> array : result.arrays().entrySet()) {
      Path file = folder.resolve(part + "_" + array.getKey() + ".csv");
      List<String> classes = result.classes().getOrDefault(array.getKey(), List.of());
      try {
        AtomicFile.write(file, csv(array.getValue(), classes));
      } catch (IOException e) {
        throw new DataException(
            file.toString(), "cannot be written: " + DataException.reason(e), "");
      }
    }
  }

  private static String csv(NdArray array, List<String> classes) {
    int[] shape = array.shape();
    int columns = shape.length > 1 ? shape[shape.length - 1] : 1;
    String header =
        shape.length > 1
            ? IntStream.range(0, columns)
                .mapToObj(i -> name(classes, i))
                .collect(Collectors.joining(","))
            : "value";
    StringBuilder text =
        new StringBuilder((classes.isEmpty() ? "index," : "class,") + header + "\n");
    for (int row = 0; row < array.size() / columns; row++) {
      text.append(name(classes, row));
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        text.append(',').append(number(array.get(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String name(List<String> classes, int index) {
    String name = index < classes.size() ? classes.get(index) : Integer.toString(index);
    return name.matches("[^\",\\r\\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
