package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code initial·((1 − alpha)·½(1 + cos(π·t/decay_steps)) + alpha)} for t up to decay_steps, then
 * constant. With {@code warmup_target} the rate first rises linearly from initial to the target
 * over warmup_steps, and the cosine starts from there. Loshchilov and Hutter 2016, arXiv
 * 1608.03983, equation 5; parameters as in Keras' CosineDecay.
 */
@Component
@ScheduleType("cosine")
@Doc(
    value = "half a cosine wave from the initial rate down to alpha of it",
    formula = "initial·((1 − alpha)·½(1 + cos(π·t/decay_steps)) + alpha)",
    source = "Loshchilov, Hutter 2016, arXiv 1608.03983, equation 5; as Keras' CosineDecay")
public final class Cosine implements Schedule<Cosine.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) @Doc("optimizer steps until the end of the decay") long decaySteps,
      @Default("0") @Range(min = 0) @Doc("last rate as a share of the first") double alpha,
      @Range(min = 0) Optional<Double> warmupTarget,
      @Default("0") @Range(min = 0) long warmupSteps) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    if (c.warmupTarget().isEmpty()) {
      return decay(c, step, c.initialLearningRate());
    }
    double target = c.warmupTarget().get();
    double slope = (target - c.initialLearningRate()) / Math.max(c.warmupSteps(), 1);
    Tensor rising = step.multiply(slope).add(c.initialLearningRate());
    Tensor warm = step.less(Tensor.constant(step.dtype(), c.warmupSteps()));
    return warm.select(rising, decay(c, step.subtract(c.warmupSteps()), target));
  }

  private static Tensor decay(Config c, Tensor step, double from) {
    Tensor wave = step.clip(0, c.decaySteps()).multiply(Math.PI / c.decaySteps()).cos().add(1);
    return wave.multiply(0.5 * (1 - c.alpha())).add(c.alpha()).multiply(from);
  }
}
