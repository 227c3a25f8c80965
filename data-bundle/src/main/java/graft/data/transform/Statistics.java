package graft.data.transform;

import graft.api.DataException;
import graft.api.data.Column;
import java.util.List;
import java.util.Map;

/** Reads what was fitted, {@code {column: {name: [value, …]}}}, as it comes from JSON. */
public final class Statistics {
  private Statistics() {}

  /**
   * A list of a column.
   *
   * @throws DataException if there is none
   */
  public static List<?> list(Map<String, Object> statistics, Column column, String name) {
    if (statistics.get(column.name()) instanceof Map<?, ?> own
        && own.get(name) instanceof List<?> list) {
      return list;
    }
    throw new DataException(
        "column '" + column.name() + "'",
        "the statistics have no '" + name + "'",
        "the transforms were changed; train a new run");
  }

  public static double[] numbers(Map<String, Object> statistics, Column column, String name) {
    return numbers(list(statistics, column, name));
  }

  /** A list of JSON numbers. */
  public static double[] numbers(List<?> list) {
    return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }

  public static List<String> texts(Map<String, Object> statistics, Column column, String name) {
    return list(statistics, column, name).stream().map(String.class::cast).toList();
  }
}
