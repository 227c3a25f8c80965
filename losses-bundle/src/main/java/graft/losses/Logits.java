package graft.losses;

import graft.api.Tensor;

/** Stable logarithms of probabilities given as logits. */
final class Logits {
  private Logits() {}

  /** x − max x over the last axis; the shift changes no result, so no gradient goes through it. */
  static Tensor shifted(Tensor x) {
    return x.subtract(x.max(-1).stopGradient().like(x, -1));
  }

  /** log Σ exp(x) over the last axis, of shifted logits. */
  static Tensor logSum(Tensor shifted) {
    return shifted.exp().sum(-1).log();
  }

  /** Probabilities of sum 1 over the last axis, clipped to [1e-7, 1 − 1e-7] as in Keras. */
  static Tensor probabilities(Tensor x, boolean fromLogits) {
    Tensor share = fromLogits ? shifted(x).exp() : x;
    return share.divide(share.sum(-1).like(x, -1)).clip(1e-7, 1 - 1e-7);
  }

  /**
   * log(1 + exp(x)); above 40 x itself, exact in f64 too. No form with |x|, whose gradient at 0
   * would be wrong.
   */
  static Tensor softplus(Tensor x) {
    Tensor large = x.greater(40);
    return large.select(x, large.select(Tensor.constant(x.dtype(), 0), x).exp().log1p());
  }
}
