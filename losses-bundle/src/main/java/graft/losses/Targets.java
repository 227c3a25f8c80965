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

  /** t·(1 − share) + share/classes. */
  static Tensor smoothed(Tensor t, double share, int classes) {
    return share == 0 ? t : t.multiply(1 - share).add(share / classes);
  }

  /**
   * How many classes a prediction (…, classes) has.
   *
   * @throws ShapeException if one: its probability is always 1
   */
  static int classes(Shape prediction) {
    int classes = prediction.rank() < 2 ? 1 : prediction.last();
    if (classes < 2) {
      throw new ShapeException(
          "a prediction for each of 2 classes or more expected, got " + prediction,
          "for one answer of yes and no use binary_crossentropy");
    }
    return classes;
  }

  /** The mean over the last axis; of a vector, whose only axis is the batch, itself. */
  static Tensor mean(Tensor each) {
    return each.rank() == 1 ? each : each.mean(-1);
  }

  /**
   * A tensor that has an axis beside the batch.
   *
   * @throws ShapeException if it has none
   */
  static Tensor vectors(Tensor x) {
    if (x.rank() < 2) {
      throw new ShapeException(
          "prediction and target must have an axis beside the batch, got " + x.shape(),
          "it compares vectors, not numbers");
    }
    return x;
  }

  /** max(1 − t·p, 0), t being −1 for a target of −1 or 0. */
  static Tensor margin(Tensor prediction, Tensor target) {
    Tensor t = like(prediction, target);
    Tensor zero = Tensor.constant(t.dtype(), 0);
    Tensor sign = t.equal(zero).select(Tensor.constant(t.dtype(), -1), t);
    return positive(sign.multiply(prediction).negate().add(1));
  }

  /** max(x, 0), of slope 0 at 0. */
  static Tensor positive(Tensor x) {
    return x.lessEqual(Tensor.constant(x.dtype(), 0)).select(Tensor.constant(x.dtype(), 0), x);
  }

  /**
   * Where the prediction (…, classes) has its target's class, bool (…, classes). Ids (…) or (…, 1)
   * may be integers or whole floats; one outside of [0, classes) is an error when the program runs,
   * and so is a part of a class such as 0.5, which counts as −1.
   */
  static Tensor chosen(Tensor prediction, Tensor ids) {
    Tensor flat = ids(prediction, ids);
    // Read from a table of all classes, so that an id outside of it is found.
    int classes = prediction.shape().last();
    Tensor known = Tensor.iota(flat.dtype(), Shape.of(classes), 0).gather(flat, 0);
    return known.oneHot(classes, DType.BOOL);
  }

  /** Class ids as integers, without a last axis of 1. */
  private static Tensor ids(Tensor prediction, Tensor ids) {
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
    if (flat.dtype().isInteger()) {
      return flat;
    }
    Tensor none = Tensor.constant(flat.dtype(), -1);
    return flat.equal(flat.floor()).select(flat, none).cast(DType.I32);
  }

  /** Σ over the last axis where a condition holds, and nothing of the rest, be it infinite. */
  static Tensor pick(Tensor condition, Tensor x) {
    return condition.select(x, Tensor.constant(x.dtype(), 0)).sum(-1);
  }
}
