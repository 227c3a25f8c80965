package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Optimizer;
import graft.api.OptimizerType;
import graft.api.Range;
import graft.api.Slots;
import graft.api.Slots.SlotKind;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code a += g², w −= rate·g/√(a + ε)}, a starting at initial_accumulator_value. Duchi, Hazan,
 * Singer 2011, JMLR 12, equation 1 with diagonal matrices; start and ε as in Keras (PyTorch: 0, and
 * ε outside of the root).
 */
@Component
@OptimizerType("adagrad")
@Doc(
    value = "divides the gradient by the root of the sum of all its squares",
    formula = "a += g², w −= rate·g/√(a + epsilon)",
    source = "Duchi, Hazan, Singer 2011, JMLR 12:2121; as Keras' Adagrad")
public final class Adagrad implements Optimizer<Adagrad.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.1") @Range(min = 0) double initialAccumulatorValue,
      @Default("1e-7") @Range(min = 0) double epsilon) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor sum =
        slots
            .get("accumulator", SlotKind.ACCUMULATOR, c.initialAccumulatorValue())
            .add(gradient.square());
    slots.set("accumulator", sum);
    Tensor step = gradient.multiply(slots.learningRate());
    return param.subtract(step.divide(sum.add(c.epsilon()).sqrt()));
  }
}
