package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** What is minimised. Weights, class weights, masks and the reduction are the core's. */
@ConsumerType
public interface Loss<C> {
  /**
   * One value for each scored element: (batch) or (batch, time …). Prediction and target come as
   * the model and the data have them, but for a last axis of size 1, which the core gives to or
   * takes from the target where that makes their ranks equal; nothing broadcasts.
   */
  Tensor apply(C config, Tensor prediction, Tensor target);

  /**
   * The targets that it can learn from; by default any. Where a target is the {@link
   * TargetRange#ignored} value, {@link #apply} gets {@link TargetRange#substitute} in its place.
   *
   * @throws GraftException if it cannot learn from what has these shapes
   */
  default TargetRange targets(C config, Shape prediction, Shape target) {
    return TargetRange.ANY;
  }
}
