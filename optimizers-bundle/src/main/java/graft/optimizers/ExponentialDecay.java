package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code initial·decay_rate^(t/decay_steps)}; staircase: with the quotient rounded down. As Keras'
 * ExponentialDecay.
 */
@Component
@ScheduleType("exponential_decay")
@Doc(
    value = "the rate times decay_rate every decay_steps, smoothly or in stairs",
    formula = "initial·decay_rate^(t/decay_steps)",
    source = "as Keras' ExponentialDecay")
public final class ExponentialDecay implements Schedule<ExponentialDecay.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) long decaySteps,
      @Range(min = 0) double decayRate,
      @Default("false") @Doc("only at whole multiples of decay_steps") boolean staircase) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor time = step.divide(c.decaySteps());
    Tensor power = c.staircase() ? time.floor() : time;
    return Tensor.constant(step.dtype(), c.decayRate())
        .pow(power)
        .multiply(c.initialLearningRate());
  }
}
