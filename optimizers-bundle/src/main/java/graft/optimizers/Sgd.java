package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Optimizer;
import graft.api.OptimizerType;
import graft.api.Range;
import graft.api.Slots;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Gradient descent, {@code w −= rate·g}; with momentum {@code v = momentum·v − rate·g, w += v};
 * with Nesterov's {@code w += momentum·v − rate·g}.
 *
 * <p>As in Keras the rate is inside the velocity (PyTorch multiplies at the end, which differs when
 * the rate changes). Sutskever, Martens, Dahl, Hinton 2013, equations 1 to 4.
 */
@Component
@OptimizerType("sgd")
@Doc(
    value = "w − learning_rate·g, with momentum if wanted",
    formula = "v = momentum·v − rate·g, w += v; nesterov: w += momentum·v − rate·g",
    source = "Sutskever, Martens, Dahl, Hinton 2013, equations 1 to 4; as Keras' SGD")
public final class Sgd implements Optimizer<Sgd.Config> {
  public record Config(
      @Default("0.01") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0") @Range(min = 0, max = 1) double momentum,
      @Default("false") @Doc("looks ahead by one momentum step") boolean nesterov) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor step = gradient.multiply(slots.learningRate());
    if (c.momentum() == 0) {
      return param.subtract(step);
    }
    Tensor velocity =
        slots.get("velocity", Slots.SlotKind.VELOCITY).multiply(c.momentum()).subtract(step);
    slots.set("velocity", velocity);
    return c.nesterov()
        ? param.add(velocity.multiply(c.momentum())).subtract(step)
        : param.add(velocity);
  }
}
