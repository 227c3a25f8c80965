package graft.metrics;

import graft.api.DType;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.TargetRange;
import graft.api.Tensor;

/** Targets made ready to be compared with predictions. */
final class Targets {
  private Targets() {}

  /**
   * The target in the prediction's shape and dtype.
   *
   * @throws ShapeException if the shapes differ by more than a last axis of 1
   */
  static Tensor like(Tensor prediction, Tensor target) {
    Tensor t = target;
    if (t.rank() + 1 == prediction.rank() && prediction.shape().dim(-1).is(1)) {
      t = t.expandDims(-1);
    } else if (prediction.rank() + 1 == t.rank() && t.shape().dim(-1).is(1)) {
      t = t.squeeze(-1);
    }
    if (!t.shape().equals(prediction.shape())) {
      throw new ShapeException(
          "prediction and target must have one shape, got "
              + prediction.shape()
              + " and "
              + target.shape(),
          "for class ids use accuracy, confusion_matrix or a metric whose name begins with sparse_");
    }
    return t.cast(prediction.dtype());
  }

  /**
   * Class ids, i32 (…), for a prediction (…, classes): given as ids (…) or (…, 1).
   *
   * @throws ShapeException if the target has another shape
   */
  static Tensor ids(Tensor prediction, Tensor target) {
    Shape scored = prediction.shape().part(0, Math.max(prediction.rank() - 1, 0));
    boolean column = target.rank() == prediction.rank() && target.shape().dim(-1).is(1);
    Tensor ids = column ? target.squeeze(-1) : target;
    if (prediction.rank() < 2 || !ids.shape().equals(scored)) {
      throw new ShapeException(
          "expected a prediction (…, classes) and class ids (…), got "
              + prediction.shape()
              + " and "
              + target.shape(),
          "for one-hot targets use a metric without sparse_ in its name");
    }
    return ids.cast(DType.I32);
  }

  /** True if the target of a prediction (…, classes) is class ids, and no vector for each. */
  static boolean areIds(Shape prediction, Shape target) {
    int rank = prediction.rank();
    return rank > 1
        && !prediction.dim(-1).is(1)
        && (target.rank() + 1 == rank || (target.rank() == rank && target.dim(-1).is(1)));
  }

  /** Class ids, or probabilities. */
  static TargetRange range(Shape prediction, Shape target) {
    return areIds(prediction, target)
        ? TargetRange.classes(prediction.last())
        : TargetRange.of(0, 1);
  }

  /** Class ids, i32 (…): those given, or the index of the greatest of (…, classes). */
  static Tensor classes(Tensor prediction, Tensor target) {
    return areIds(prediction.shape(), target.shape())
        ? ids(prediction, target)
        : like(prediction, target).argMax(-1).cast(DType.I32);
  }

  /** 1 for yes and 0 for no, in the prediction's shape: target &gt; 0.5, or class ids one-hot. */
  static Tensor labels(Tensor prediction, Tensor target) {
    return areIds(prediction.shape(), target.shape())
        ? ids(prediction, target).oneHot(prediction.shape().last(), prediction.dtype())
        : like(prediction, target).greater(0.5).cast(prediction.dtype());
  }
}
