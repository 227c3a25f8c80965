package graft.optimizers;

import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** The same rate at every step. */
@Component
@ScheduleType("constant")
@Doc(value = "the same rate for ever", formula = "rate = learning_rate")
public final class ConstantRate implements Schedule<ConstantRate.Config> {
  public record Config(@Range(min = 0) double learningRate) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    return Tensor.constant(step.dtype(), c.learningRate());
  }
}
