package graft.core.train;

import graft.api.DataException;
import graft.api.TargetRange;
import graft.api.data.Schema;
import graft.core.trace.TracedModel.TargetCheck;
import java.util.List;

/**
 * Looks at a batch's targets before it is trained on: whether the model's losses and metrics are
 * made for them. Examples that weigh nothing may hold anything.
 */
final class TargetChecks {
  private final List<TargetCheck> checks;
  private final int[] columns;

  TargetChecks(List<TargetCheck> targets, Schema schema) {
    checks = targets.stream().filter(check -> !check.range().isOpen()).toList();
    columns = checks.stream().mapToInt(check -> schema.index(check.column())).toArray();
  }

  /**
   * @throws DataException if a value is not allowed; it names the example
   */
  void check(HostBatch batch) {
    for (int c = 0; c < columns.length; c++) {
      TargetRange range = checks.get(c).range();
      int elements = batch.columns.elements(columns[c]);
      int n = elements * batch.size;
      int from = next(range, batch, columns[c], 0, n);
      while (from < n && batch.weight[from / elements] == 0) {
        from = next(range, batch, columns[c], from + 1, n);
      }
      if (from < n) {
        throw refused(checks.get(c), batch, columns[c], from);
      }
    }
  }

  /** The next element that is not allowed. */
  private static int next(TargetRange range, HostBatch batch, int column, int from, int n) {
    double least = range.least();
    double most = range.most();
    int i = from;
    if (batch.columns.array(column) instanceof float[] values && !range.whole()) {
      // The pictures that an autoencoder is to give are many numbers.
      while (i < n && values[i] >= least && values[i] <= most) {
        i++;
      }
    }
    while (i < n && range.allows(value(batch, column, i))) {
      i++;
    }
    return i;
  }

  private static double value(HostBatch batch, int column, int element) {
    int elements = batch.columns.elements(column);
    return batch.row.at(element / elements).get(column, element % elements);
  }

  private static DataException refused(
      TargetCheck check, HostBatch batch, int column, int element) {
    int example = element / batch.columns.elements(column);
    double value = value(batch, column, element);
    return new DataException(
        "column '" + check.column() + "', " + batch.origin(example),
        check.by() + " takes " + check.range() + ", got " + TargetRange.text(value),
        Double.isNaN(value)
            ? "fill in or leave out what is missing in the data"
            : "mend the data, or choose what is made for such targets");
  }
}
