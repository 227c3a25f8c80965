package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code initial/(1 + decay_rate·t/decay_steps)}; staircase: with the quotient rounded down. As
 * Keras' InverseTimeDecay.
 */
@Component
@ScheduleType("inverse_time_decay")
@Doc(
    value = "the rate falls as one over the time",
    formula = "initial/(1 + decay_rate·t/decay_steps)",
    source = "as Keras' InverseTimeDecay")
public final class InverseTimeDecay implements Schedule<InverseTimeDecay.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) long decaySteps,
      @Range(min = 0) double decayRate,
      @Default("false") @Doc("only at whole multiples of decay_steps") boolean staircase) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor time = step.divide(c.decaySteps());
    Tensor whole = c.staircase() ? time.floor() : time;
    return Tensor.constant(step.dtype(), c.initialLearningRate())
        .divide(whole.multiply(c.decayRate()).add(1));
  }
}
