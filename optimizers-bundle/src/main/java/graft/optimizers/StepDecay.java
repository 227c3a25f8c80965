package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code initial·gammaᵏ, k = ⌊t/step_size⌋}. As PyTorch's StepLR, counted in optimizer steps. */
@Component
@ScheduleType("step_decay")
@Doc(
    value = "the rate times gamma every step_size steps",
    formula = "initial·gamma^⌊t/step_size⌋",
    source = "as PyTorch's StepLR, in optimizer steps")
public final class StepDecay implements Schedule<StepDecay.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) @Doc("optimizer steps between two changes") long stepSize,
      @Default("0.1") @Range(min = 0) double gamma) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor stairs = step.divide(c.stepSize()).floor();
    return Tensor.constant(step.dtype(), c.gamma()).pow(stairs).multiply(c.initialLearningRate());
  }
}
