package graft.optimizers;

import graft.api.ConfigException;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code values[i]} for {@code boundaries[i − 1] < t ≤ boundaries[i]}: the rate of step numbers up
 * to and with a boundary, as Keras' PiecewiseConstantDecay.
 */
@Component
@ScheduleType("piecewise_constant_decay")
@Doc(
    value = "a rate for each stretch of steps",
    formula = "values[i] for boundaries[i − 1] < t ≤ boundaries[i]",
    source = "as Keras' PiecewiseConstantDecay")
public final class PiecewiseConstantDecay implements Schedule<PiecewiseConstantDecay.Config> {
  public record Config(
      @Range(min = 0) @Doc("last steps of all stretches but the last, ascending")
          List<Long> boundaries,
      @Range(min = 0) @Doc("rates, one more than boundaries") List<Double> values) {
    public Config {
      if (values.size() != boundaries.size() + 1) {
        throw new ConfigException(
            "values: expected one more than boundaries ("
                + (boundaries.size() + 1)
                + "), got "
                + values.size(),
            "the last is the rate after the last boundary");
      }
      if (!boundaries.equals(boundaries.stream().sorted().distinct().toList())) {
        throw new ConfigException("boundaries: expected an ascending list, got " + boundaries, "");
      }
    }
  }

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor rate = Tensor.constant(step.dtype(), c.values().get(c.boundaries().size()));
    for (int i = c.boundaries().size() - 1; i >= 0; i--) {
      Tensor until = Tensor.constant(step.dtype(), c.boundaries().get(i));
      Tensor value = Tensor.constant(step.dtype(), c.values().get(i));
      rate = step.lessEqual(until).select(value, rate);
    }
    return rate;
  }
}
