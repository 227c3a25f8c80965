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
 * Adam by the infinity norm: {@code m += (1 − β₁)(g − m), u = max(β₂·u, |g|), w −= rate/(1 −
 * β₁ᵗ)·m/(u + ε)}. Kingma and Ba 2014, arXiv 1412.6980, algorithm 2; ε as in Keras.
 */
@Component
@OptimizerType("adamax")
@Doc(
    value = "adam by the greatest gradient instead of the mean square",
    formula = "u = max(beta_2·u, |g|), w −= rate/(1 − beta_1ᵗ)·m/(u + epsilon)",
    source = "Kingma, Ba 2014, arXiv 1412.6980, algorithm 2; as Keras' Adamax")
public final class Adamax implements Optimizer<Adamax.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor m = Moments.first(slots, gradient, c.beta_1());
    // A norm of gradients, not of their squares: no kind of Adam's fits.
    Tensor u = slots.get("norm", SlotKind.OTHER).multiply(c.beta_2()).maximum(gradient.abs());
    slots.set("norm", u);
    Tensor rate = slots.learningRate().divide(Moments.correction(slots.step(), c.beta_1()));
    return param.subtract(m.multiply(rate).divide(u.add(c.epsilon())));
  }
}
