package graft.layers;

import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;

/** Random factors of layers that drop. */
final class Noise {
  private Noise() {}

  /** 0 with probability {@code rate}, else 1/(1 − rate). */
  static Tensor dropFactors(Randoms random, TensorType type, double rate) {
    Tensor kept = random.uniform(type).greaterEqual(Tensor.constant(type.dtype(), rate));
    return kept.select(
        Tensor.constant(type.dtype(), 1 / (1 - rate)), Tensor.constant(type.dtype(), 0));
  }
}
