package graft.metrics;

import graft.api.DType;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;

/**
 * A batch as a table: scored elements down, columns across; a vector (batch) is one column. Rows
 * that weigh 0 are zeros, so that whatever stands there has no influence.
 *
 * @param prediction (rows, n)
 * @param target (rows, n), in the prediction's dtype
 * @param weight (rows, n), in the prediction's dtype
 */
record Rows(Tensor prediction, Tensor target, Tensor weight) {
  /** Numbers beside numbers, in f64: the differences of their moments are small. */
  static Rows numbers(Tensor prediction, Tensor target, Tensor weight) {
    Tensor wide = prediction.cast(DType.F64);
    return of(wide, Targets.like(wide, target), weight);
  }

  /** Predictions beside labels of 0 and 1; class ids are taken as one-hot vectors. */
  static Rows labels(Tensor prediction, Tensor target, Tensor weight) {
    return of(prediction, Targets.labels(prediction, target), weight);
  }

  private static Rows of(Tensor prediction, Tensor target, Tensor weight) {
    int n = prediction.rank() == 1 ? 1 : prediction.shape().last();
    Shape table =
        Shape.of(prediction.shape().part(0, Math.max(prediction.rank() - 1, 1)).elements(), n);
    Tensor w = weight(prediction, weight).reshape(table);
    Tensor zero = Tensor.constant(prediction.dtype(), 0);
    Tensor none = w.equal(zero);
    return new Rows(
        none.select(zero, prediction.reshape(table)), none.select(zero, target.reshape(table)), w);
  }

  private static Tensor weight(Tensor prediction, Tensor weight) {
    return spread(weight, prediction.shape()).cast(prediction.dtype());
  }

  /**
   * Weights of a shape's first axes, repeated along the others.
   *
   * @throws ShapeException if they are not of its first axes
   */
  static Tensor spread(Tensor weight, Shape shape) {
    int rank = weight.rank();
    if (rank > shape.rank() || !shape.part(0, rank).equals(weight.shape())) {
      throw new ShapeException(
          "the loss scores elements " + weight.shape() + ", the metric " + shape,
          "choose a metric for the shape of this target");
    }
    Tensor w = weight;
    while (w.rank() < shape.rank()) {
      w = w.expandDims(-1);
    }
    return w.broadcastTo(shape);
  }

  /** One column alone. */
  Rows column(int index) {
    int n = prediction.shape().last();
    if (index >= n) {
      throw new ShapeException(
          "class_id must be below the prediction's last axis, " + n + ", got " + index, "");
    }
    return new Rows(
        prediction.slice(1, index, 1), target.slice(1, index, 1), weight.slice(1, index, 1));
  }

  /** The k greatest predictions of a row stay, the others become −∞; of equal ones the first. */
  Rows top(int k) {
    Tensor rank = prediction.argSort(1, true).argSort(1, false);
    Tensor stays = rank.less(Tensor.constant(rank.dtype(), k));
    Tensor never = Tensor.constant(prediction.dtype(), Double.NEGATIVE_INFINITY);
    return new Rows(stays.select(prediction, never), target, weight);
  }

  /** Σ weight·x over the rows: (rows, n) → (n). */
  Tensor sum(Tensor x) {
    return x.multiply(weight).sum(0);
  }
}
