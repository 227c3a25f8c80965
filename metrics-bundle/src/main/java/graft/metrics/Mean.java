package graft.metrics;

import graft.api.DType;
import graft.api.Tensor;
import graft.api.Totals;

/** A weighted mean over all batches: the totals {@code sum} (f64) and {@code weight} (f64). */
final class Mean {
  private Mean() {}

  /** Adds values and weights of one shape; a value that weighs 0 does not count, even if NaN. */
  static void add(Totals totals, Tensor values, Tensor weight) {
    Tensor zero = Tensor.constant(values.dtype(), 0);
    Tensor w = weight.cast(values.dtype());
    Tensor weighed = w.equal(zero).select(zero, values.multiply(w));
    totals.add("sum", weighed.sum().cast(DType.F64));
    totals.add("weight", w.sum().cast(DType.F64));
  }

  /** The mean, 0 if nothing weighs anything. */
  static Tensor of(Totals totals) {
    Tensor weight = totals.get("weight");
    Tensor zero = Tensor.constant(weight.dtype(), 0);
    Tensor none = weight.equal(zero);
    return none.select(zero, totals.get("sum").divide(none.select(weight.add(1), weight)));
  }
}
