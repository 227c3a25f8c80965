package graft.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Random tensors. Each call is a draw of its own; the numbers depend on the seed, the path of who
 * draws, the number of the draw, the step and the example, so adding a layer changes no other
 * layer's numbers and no split of a batch changes any.
 */
@ProviderType
public interface Randoms {
  /** Uniform in [0, 1). */
  Tensor uniform(TensorType type);

  /** Within the body of a scan: draws that are the same at each of its steps. */
  default Randoms steady() {
    return this;
  }

  /** Standard normal, by Box and Muller from two uniform draws. */
  default Tensor normal(TensorType type) {
    Tensor radius = uniform(type).negate().log1p().multiply(-2).sqrt();
    return radius.multiply(uniform(type).multiply(2 * Math.PI).cos());
  }
}
