package graft.api;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A schedule made of others that its configuration names; of kind {@code schedule} as well. */
@ConsumerType
public interface CompositeSchedule<C> {
  /** The rates of other schedules. */
  @ProviderType
  interface Rates {
    /** What a schedule gives at a step. Both are scalar f32. */
    Tensor at(Spec schedule, Tensor step);
  }

  /** step: scalar f32, the optimizer steps done so far (0 at first) → the rate, scalar f32. */
  Tensor apply(C config, Tensor step, Rates rates);
}
