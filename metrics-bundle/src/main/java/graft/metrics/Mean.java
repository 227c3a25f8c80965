package graft.metrics;

import graft.api.DType;
import graft.api.Tensor;
import graft.api.Totals;

/** A weighted mean over all batches: the totals {@code sum} (f64) and {@code weight} (f64). */
final class Mean {
  private Mean() {}

  /** Adds values (…), of (…, n) their means over the last axis; a vector's values are its own. */
  static void addMeans(Totals totals, Tensor values, Tensor weight) {
    add(totals, values.rank() == 1 ? values : values.mean(-1), weight);
  }

  /** Adds values by their weights; a value that weighs 0 does not count, even if NaN. */
  static void add(Totals totals, Tensor values, Tensor weight) {
    Tensor zero = Tensor.constant(values.dtype(), 0);
    Tensor w = Rows.spread(weight, values.shape()).cast(values.dtype());
    Tensor weighed = w.equal(zero).select(zero, values.multiply(w));
    totals.add("sum", weighed.sum().cast(DType.F64));
    totals.add("weight", w.sum().cast(DType.F64));
  }

  /** The mean, 0 if nothing weighs anything. */
  static Tensor of(Totals totals) {
    return ratio(totals.get("sum"), totals.get("weight"));
  }

  /** a / b, and 0 where b is 0. */
  static Tensor ratio(Tensor a, Tensor b) {
    Tensor none = b.equal(Tensor.constant(b.dtype(), 0));
    Tensor safe = none.select(Tensor.constant(b.dtype(), 1), b);
    return none.select(Tensor.constant(a.dtype(), 0), a.divide(safe));
  }
}
