package graft.optimizers;

import graft.api.CompositeSchedule;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.ScheduleType;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * A line from {@code start_factor·r} to r over warmup_steps, r being the first rate of another
 * schedule, which then begins: {@code r·(s + (1 − s)·t/warmup_steps)}, then {@code schedule(t −
 * warmup_steps)}. Goyal et al. 2017, arXiv 1706.02677, section 2.2; the other begins afterwards, as
 * after the warm-up of Keras' CosineDecay.
 */
@Component
@ScheduleType("warmup")
@Doc(
    value = "a rising line, then another schedule",
    formula = "r·(s + (1 − s)·t/warmup_steps), r = schedule(0); then schedule(t − warmup_steps)",
    source = "Goyal et al. 2017, arXiv 1706.02677, section 2.2")
public final class Warmup implements CompositeSchedule<Warmup.Config> {
  public record Config(
      @Range(min = 1) @Doc("optimizer steps of the rise") long warmupSteps,
      @Doc("what follows, with its step 0 after the rise") Spec schedule,
      @Default("0") @Range(min = 0, max = 1) @Doc("first rate as a share") double startFactor) {}

  @Override
  public Tensor apply(Config c, Tensor step, Rates rates) {
    Tensor first = rates.at(c.schedule(), Tensor.constant(step.dtype(), 0));
    double slope = (1 - c.startFactor()) / c.warmupSteps();
    Tensor rising = step.multiply(slope).add(c.startFactor()).multiply(first);
    Tensor after = step.subtract(c.warmupSteps()).maximum(0);
    Tensor warm = step.less(Tensor.constant(step.dtype(), c.warmupSteps()));
    return warm.select(rising, rates.at(c.schedule(), after));
  }
}
