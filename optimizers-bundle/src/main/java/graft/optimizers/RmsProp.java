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
 * {@code v += (1 − ρ)(g² − v), w −= rate·g/√(v + ε)}; centered: v less the square of the running
 * mean of g; with momentum {@code b = momentum·b + rate·g/√(v + ε), w −= b}. Tieleman and Hinton
 * 2012, lecture 6e; centered: Graves 2013, arXiv 1308.0850, equation 40.
 *
 * <p>As in Keras ε is within the root (PyTorch: outside) and the rate within the velocity.
 */
@Component
@OptimizerType("rmsprop")
@Doc(
    value = "divides the gradient by the root of its running mean square",
    formula = "w −= rate·g/√(v + epsilon), v the running mean of g²",
    source = "Tieleman, Hinton 2012, lecture 6e; as Keras' RMSprop")
public final class RmsProp implements Optimizer<RmsProp.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) @Doc("of v") double rho,
      @Default("0") @Range(min = 0, max = 1) double momentum,
      @Default("1e-7") @Range(min = 0) double epsilon,
      @Default("false") @Doc("by the variance, not the mean square") boolean centered) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor v = Moments.second(slots, gradient, c.rho());
    if (c.centered()) {
      Tensor mean = Moments.first(slots, gradient, c.rho());
      v = v.subtract(mean.square());
    }
    Tensor step = gradient.multiply(slots.learningRate()).divide(v.add(c.epsilon()).sqrt());
    if (c.momentum() == 0) {
      return param.subtract(step);
    }
    // Kept with the sign of sgd's velocity, so that one goes on with the other's.
    Tensor velocity =
        slots.get("velocity", SlotKind.VELOCITY).multiply(c.momentum()).subtract(step);
    slots.set("velocity", velocity);
    return param.add(velocity);
  }
}
