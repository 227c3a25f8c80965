package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (initial − end)·(1 − t/T)^power + end} for t up to T = decay_steps, then end; cycle: T is
 * the next multiple of decay_steps instead, so that the rate jumps up there. As Keras'
 * PolynomialDecay.
 */
@Component
@ScheduleType("polynomial_decay")
@Doc(
    value = "a polynomial from the initial rate down to the end rate; power 1 is a line",
    formula = "(initial − end)·(1 − t/decay_steps)^power + end",
    source = "as Keras' PolynomialDecay")
public final class PolynomialDecay implements Schedule<PolynomialDecay.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) long decaySteps,
      @Default("0.0001") @Range(min = 0) double endLearningRate,
      @Default("1") @Range(min = 0) double power,
      @Default("false") @Doc("begins anew, lower, instead of staying at the end") boolean cycle) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor time = step.divide(c.decaySteps());
    Tensor share = c.cycle() ? time.divide(time.ceil().maximum(1)) : time.minimum(1);
    Tensor left = share.negate().add(1).pow(c.power());
    return left.multiply(c.initialLearningRate() - c.endLearningRate()).add(c.endLearningRate());
  }
}
