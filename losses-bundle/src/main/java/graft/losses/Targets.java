package graft.losses;

import graft.api.DType;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;

/** Targets made ready to be compared with predictions. */
final class Targets {
  private Targets() {}

  /**
   * The target in the prediction's dtype.
   *
   * @throws ShapeException if the shapes differ: a loss broadcasts nothing
   */
  static Tensor like(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          "prediction and target must have one shape, got "
              + prediction.shape()
              + " and "
              + target.shape(),
          "for class ids use a sparse loss or the transform one_hot");
    }
    return target.cast(prediction.dtype());
  }

  /**
   * Where the prediction (…, classes) has its target's class, bool (…, classes). Ids (…) or (…, 1)
   * may be integers or whole floats; one outside of [0, classes) is an error when the program runs.
   */
  static Tensor chosen(Tensor prediction, Tensor ids) {
    Shape scored = prediction.shape().part(0, prediction.rank() - 1);
    boolean column = ids.rank() == prediction.rank() && ids.shape().dim(-1).is(1);
    Tensor flat = column ? ids.squeeze(-1) : ids;
    if (!flat.shape().equals(scored)) {
      throw new ShapeException(
          "class ids must be "
              + scored
              + " for prediction "
              + prediction.shape()
              + ", got "
              + ids.shape(),
          "for one-hot targets use categorical_crossentropy");
    }
    Tensor whole = flat.dtype().isInteger() ? flat : flat.cast(DType.I32);
    // Read from a table of all classes, so that an id outside of it is found.
    int classes = prediction.shape().last();
    Tensor known = Tensor.iota(whole.dtype(), Shape.of(classes), 0).gather(whole, 0);
    return known.oneHot(classes, DType.BOOL);
  }

  /** Σ over the last axis where a condition holds, and nothing of the rest, be it infinite. */
  static Tensor pick(Tensor condition, Tensor x) {
    return condition.select(x, Tensor.constant(x.dtype(), 0)).sum(-1);
  }
}
