package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** How a parameter moves. Implementations are stateless; what they remember lives in slots. */
@ConsumerType
public interface Optimizer<C> {
  /**
   * The parameter for the next step. Gradient clipping and weight decay by the core come before.
   */
  Tensor update(C config, Tensor param, Tensor gradient, Slots slots);

  /** The value to evaluate and predict with, where it differs (averages, schedule-free). */
  default Tensor evaluationParam(C config, Tensor param, Slots slots) {
    return param;
  }
}
