package graft.metrics;

import graft.api.Tensor;
import graft.api.Totals;

/** Weighted sums of columns, their squares and products, in f64. */
final class Moments {
  private Moments() {}

  static void add(Totals totals, Rows rows) {
    Tensor p = rows.prediction();
    Tensor t = rows.target();
    totals.add("weight", rows.weight().sum(0));
    totals.add("p", rows.sum(p));
    totals.add("t", rows.sum(t));
    totals.add("pp", rows.sum(p.square()));
    totals.add("tt", rows.sum(t.square()));
    totals.add("pt", rows.sum(p.multiply(t)));
  }

  static Tensor mean(Totals totals, String name) {
    return Mean.ratio(totals.get(name), totals.get("weight"));
  }

  /** The variance; 0 where it is no more than f64 loses of the squares. */
  static Tensor variance(Totals totals, String name) {
    Tensor variance = covariance(totals, name, name);
    Tensor lost = mean(totals, name + name).multiply(1e-13);
    return variance.greater(lost).select(variance, Tensor.constant(variance.dtype(), 0));
  }

  /** E[ab] − E[a]·E[b] of two columns named {@code p} or {@code t}. */
  static Tensor covariance(Totals totals, String a, String b) {
    return mean(totals, a + b).subtract(mean(totals, a).multiply(mean(totals, b)));
  }
}
