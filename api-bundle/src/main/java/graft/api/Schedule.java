package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** The learning rate as a function of the step; traced, so a changing rate never recompiles. */
@ConsumerType
public interface Schedule<C> {
  /** step: scalar f32, the optimizer steps done so far (0 at first) → the rate, scalar f32. */
  Tensor apply(C config, Tensor step);
}
