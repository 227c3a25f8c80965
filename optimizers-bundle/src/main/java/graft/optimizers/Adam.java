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
 * <p>As in Keras ε is 1e-7 and added before the bias correction (PyTorch: 1e-8, after it). 1 − βᵗ
 * is taken as −expm1(t·log β), which keeps its digits in f32, where Keras' 1 − pow(β, t) loses up
 * to 3e-5 of itself in the first steps.
 */
@Component
@OptimizerType("adam")
@Doc("steps of about learning_rate, by the moments of the gradient")
public final class Adam implements Optimizer<Adam.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon,
      @Default("false") @Doc("divides by the greatest second moment so far") boolean amsgrad) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor m = toward(slots, "first_moment", SlotKind.FIRST_MOMENT, gradient, c.beta_1());
    Tensor v =
        toward(slots, "second_moment", SlotKind.SECOND_MOMENT, gradient.square(), c.beta_2());
    if (c.amsgrad()) {
      v = slots.get("maximum", SlotKind.MAXIMUM).maximum(v);
      slots.set("maximum", v);
    }
    Tensor rate =
        slots
            .learningRate()
            .multiply(remainder(slots.step(), c.beta_2()).sqrt())
            .divide(remainder(slots.step(), c.beta_1()));
    return param.subtract(m.multiply(rate).divide(v.sqrt().add(c.epsilon())));
  }

  private static Tensor toward(Slots slots, String name, SlotKind kind, Tensor value, double beta) {
    Tensor old = slots.get(name, kind);
    Tensor next = old.add(value.subtract(old).multiply(1 - beta));
    slots.set(name, next);
    return next;
  }

  /** 1 − βᵗ. */
  private static Tensor remainder(Tensor step, double beta) {
    return step.multiply(Math.log(beta)).expm1().negate();
  }
}
