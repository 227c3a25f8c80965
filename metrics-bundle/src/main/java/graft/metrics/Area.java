package graft.metrics;

import graft.api.Tensor;

/** Pieces of the area under a curve, between each two neighbouring thresholds. */
final class Area {
  private Area() {}

  /** Δx·height of each two points, (…, points − 1). */
  static Tensor trapezia(Auc.Config c, Counts counts) {
    boolean roc = c.curve() == Auc.Curve.ROC;
    Tensor x = roc ? counts.specificity().negate().add(1) : counts.recall();
    Tensor y = roc ? counts.recall() : counts.precision();
    Tensor height =
        switch (c.summationMethod()) {
          case INTERPOLATION -> left(y).add(right(y)).divide(2);
          case MINORING -> left(y).minimum(right(y));
          case MAJORING -> left(y).maximum(right(y));
        };
    return left(x).subtract(right(x)).multiply(height);
  }

  /** The pieces of the interpolated precision-recall curve, (…, points − 1). */
  static Tensor hyperbolas(Counts counts) {
    Tensor tp = counts.tp();
    Tensor p = tp.add(counts.fp());
    Tensor rise = left(tp).subtract(right(tp));
    Tensor slope = Mean.ratio(rise, left(p).subtract(right(p)).maximum(0));
    Tensor intercept = right(tp).subtract(slope.multiply(right(p)));
    Tensor both = left(p).greater(0).and(right(p).greater(0));
    Tensor one = Tensor.constant(p.dtype(), 1);
    Tensor ratio = both.select(left(p), one).divide(both.select(right(p), one));
    Tensor piece = slope.multiply(rise.add(intercept.multiply(ratio.log())));
    return Mean.ratio(piece, right(tp).add(right(counts.fn())));
  }

  private static Tensor left(Tensor x) {
    return x.slice(-1, 0, x.shape().last() - 1);
  }

  private static Tensor right(Tensor x) {
    return x.slice(-1, 1, x.shape().last() - 1);
  }
}
