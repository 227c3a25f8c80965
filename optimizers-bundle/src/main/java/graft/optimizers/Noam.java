package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code factor·√(1/model_size)·min(t^−½, t·warmup_steps^−1.5)}, t the step from 1: up in a line,
 * down as one over the root. Vaswani et al. 2017, arXiv 1706.03762, equation 3.
 */
@Component
@ScheduleType("noam")
@Doc(
    value = "the transformer's rate: linear warm-up, then one over the root of the step",
    formula = "factor·model_size^−½·min(t^−½, t·warmup_steps^−1.5), t from 1",
    source = "Vaswani et al. 2017, arXiv 1706.03762, equation 3")
public final class Noam implements Schedule<Noam.Config> {
  public record Config(
      @Range(min = 1) @Doc("width of the model's vectors") int modelSize,
      @Default("4000") @Range(min = 1) long warmupSteps,
      @Default("1") @Range(min = 0) double factor) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor t = step.add(1);
    Tensor rate = t.rsqrt().minimum(t.multiply(Math.pow(c.warmupSteps(), -1.5)));
    return rate.multiply(c.factor() / Math.sqrt(c.modelSize()));
  }
}
