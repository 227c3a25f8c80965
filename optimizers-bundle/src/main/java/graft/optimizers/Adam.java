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
 * {@code m += (1 − β₁)(g − m), v += (1 − β₂)(g² − v), w −= rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m/(√v + ε)}, t
 * the step from 1; with amsgrad √ of the greatest v so far. Kingma and Ba 2014, arXiv 1412.6980,
 * the form at the end of section 2; Reddi, Kale, Kumar 2018 (amsgrad).
 *
 * <p>As in Keras ε is 1e-7 and added before the bias correction (PyTorch: 1e-8, after it).
 */
@Component
@OptimizerType("adam")
@Doc(
    value = "steps of about learning_rate, by the moments of the gradient",
    formula = "w −= rate·√(1 − beta_2ᵗ)/(1 − beta_1ᵗ)·m/(√v + epsilon)",
    source = "Kingma, Ba 2014, arXiv 1412.6980, end of section 2; as Keras' Adam")
public final class Adam implements Optimizer<Adam.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon,
      @Default("false") @Doc("divides by the greatest second moment so far") boolean amsgrad) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor m = Moments.first(slots, gradient, c.beta_1());
    Tensor v = Moments.second(slots, gradient, c.beta_2());
    if (c.amsgrad()) {
      v = slots.get("maximum", SlotKind.MAXIMUM).maximum(v);
      slots.set("maximum", v);
    }
    Tensor rate =
        slots
            .learningRate()
            .multiply(Moments.correction(slots.step(), c.beta_2()).sqrt())
            .divide(Moments.correction(slots.step(), c.beta_1()));
    return param.subtract(m.multiply(rate).divide(v.sqrt().add(c.epsilon())));
  }
}
