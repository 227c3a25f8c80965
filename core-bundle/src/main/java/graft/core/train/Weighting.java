package graft.core.train;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The weight of an example: the product of its WEIGHT columns and of its class's weight. The class
 * is the value of an integer target, or the place of the greatest element of a longer one.
 */
final class Weighting {
  private final int[] columns;
  private final int target;
  private final float[] classes;

  private Weighting(int[] columns, int target, float[] classes) {
    this.columns = columns;
    this.target = target;
    this.classes = classes;
  }

  /**
   * The weighting of a schema.
   *
   * @param classWeight class name or number → weight; classes that are not named weigh 1; empty for
   *     none
   * @throws ConfigException if a class is unknown, or there are no classes
   */
  static Weighting of(Schema schema, Map<String, Double> classWeight) {
    List<Column> all = schema.columns();
    int[] columns =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).role() == Column.Role.WEIGHT)
            .toArray();
    for (int column : columns) {
      requireNumbers(all.get(column), "a weight");
    }
    if (classWeight.isEmpty()) {
      return new Weighting(columns, -1, new float[0]);
    }
    int target =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).role() == Column.Role.TARGET)
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "training.class_weights", "the data has no target column", ""));
    requireNumbers(all.get(target), "a class");
    return new Weighting(columns, target, weights(all.get(target), classWeight));
  }

  private static void requireNumbers(Column column, String what) {
    if (!column.dtype().isNumeric()) {
      throw new ConfigException(
          "column '" + column.name() + "'", what + " must be a number, got text", "");
    }
  }

  private static float[] weights(Column target, Map<String, Double> classWeight) {
    float[] weights = new float[Math.max(target.classes().size(), target.elements())];
    Arrays.fill(weights, 1);
    for (Map.Entry<String, Double> entry : classWeight.entrySet()) {
      int index = target.classes().indexOf(entry.getKey());
      if (index < 0 && entry.getKey().matches("\\d{1,8}")) {
        index = Integer.parseInt(entry.getKey());
      }
      if (index < 0 || (!target.classes().isEmpty() && index >= weights.length)) {
        throw new ConfigException(
            "training.class_weights",
            "column '" + target.name() + "' has no class '" + entry.getKey() + "'",
            target.classes().isEmpty()
                ? "name classes by number"
                : "classes are " + String.join(", ", target.classes()));
      }
      if (index >= weights.length) {
        int before = weights.length;
        weights = Arrays.copyOf(weights, index + 1);
        Arrays.fill(weights, before, weights.length, 1);
      }
      weights[index] = entry.getValue().floatValue();
    }
    return weights;
  }

  float of(Row row) {
    double weight = target < 0 ? 1 : classWeight(row);
    for (int column : columns) {
      weight *= row.get(column, 0);
    }
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new DataException("a weight must be finite and not negative, got " + weight, "");
    }
    return (float) weight;
  }

  private float classWeight(Row row) {
    int index = 0;
    if (row.elements(target) == 1) {
      index = (int) row.get(target, 0);
    } else {
      for (int i = 1; i < row.elements(target); i++) {
        index = row.get(target, i) > row.get(target, index) ? i : index;
      }
    }
    return index >= 0 && index < classes.length ? classes[index] : 1;
  }
}
