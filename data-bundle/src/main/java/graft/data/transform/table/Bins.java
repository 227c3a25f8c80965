package graft.data.transform.table;

import graft.api.DataException;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import graft.data.transform.Statistics;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes {@link Discretization}'s numbers: how many boundaries a value has reached. */
final class Bins implements ColumnMapper.Change {
  private final Schema schema;

  /** For each column a list of boundaries for each feature, or one list for all. */
  private final double[][][] boundaries;

  Bins(Schema schema) {
    this.schema = schema;
    this.boundaries = new double[schema.columns().size()][][];
  }

  void add(int column, List<?> lists) {
    boundaries[column] =
        lists.stream().map(list -> Statistics.numbers((List<?>) list)).toArray(double[][]::new);
  }

  @Override
  public void apply(Row from, Row to, int column, RandomGenerator random) {
    int[] target = (int[]) to.array(column);
    double[][] own = boundaries[column];
    for (int e = 0; e < from.elements(column); e++) {
      double x = from.get(column, e);
      if (Double.isNaN(x)) {
        throw new DataException(
            Columns.place(schema.columns().get(column), e),
            "a missing value (NaN) has no bin",
            "put impute before it");
      }
      target[to.offset(column) + e] = bin(own[e % own.length], x);
    }
  }

  /** By bisection: equal boundaries, of a frequent value, are all passed at once. */
  private static int bin(double[] boundaries, double x) {
    int low = 0;
    int high = boundaries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (boundaries[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
