package graft.layers.common;

import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;

/** Random factors of layers that drop. */
public final class Noise {
  private Noise() {}

  /** 0 with probability {@code rate}, else 1/(1 − rate). */
  public static Tensor dropFactors(Randoms random, TensorType type, double rate) {
    Tensor kept = random.uniform(type).greaterEqual(Tensor.constant(type.dtype(), rate));
    return kept.select(
        Tensor.constant(type.dtype(), 1 / (1 - rate)), Tensor.constant(type.dtype(), 0));
  }
}
