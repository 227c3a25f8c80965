package graft.metrics;

import graft.api.DType;
import graft.api.Tensor;

/** Logarithms of probabilities; as in Keras these are clipped to [1e-7, 1 − 1e-7]. */
final class Probabilities {
  private Probabilities() {}

  /** log p over the classes of the last axis, from logits, or from shares of their sum. */
  static Tensor logOfClasses(Tensor x, boolean fromLogits) {
    if (fromLogits) {
      Tensor shifted = x.subtract(x.max(-1).like(x, -1));
      return shifted.subtract(shifted.exp().sum(-1).log().like(x, -1));
    }
    return x.divide(x.sum(-1).like(x, -1)).clip(1e-7, 1 - 1e-7).log();
  }

  /** −log p of the given classes: (…, classes) and ids (…) → (…); 0 for an id outside. */
  static Tensor surprise(Tensor prediction, Tensor target, boolean fromLogits) {
    Tensor ids = Targets.ids(prediction, target);
    Tensor chosen = ids.oneHot(prediction.shape().last(), DType.BOOL);
    Tensor log = logOfClasses(prediction, fromLogits);
    return chosen.select(log, Tensor.constant(log.dtype(), 0)).sum(-1).negate();
  }
}
