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
 * Follow the regularized leader: {@code n' = n + g², z += g + 2·shrinkage·w − (n'^q − n^q)/rate·w,
 * w = (clip(z, −l1, l1) − z)/(n'^q/rate + 2·l2 + beta/rate)}, q = −learning_rate_power. McMahan et
 * al. 2013, "Ad click prediction", algorithm 1; parameters as Keras' Ftrl.
 *
 * <p>For sparse linear models whose weights start at 0: the weights follow from z alone, so that a
 * start elsewhere is drawn towards 0. The rate must be above 0 at every step.
 */
@Component
@OptimizerType("ftrl")
@Doc(
    value = "follow the regularized leader: sparse linear models",
    formula = "w = (clip(z, −l1, l1) − z)/(n^q/rate + 2·l2 + beta/rate), q = −learning_rate_power",
    source = "McMahan et al. 2013, Ad click prediction, algorithm 1; as Keras' Ftrl")
public final class Ftrl implements Optimizer<Ftrl.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0, minExclusive = true) @Doc("without a schedule")
          double learningRate,
      @Default("-0.5") @Range(max = 0) double learningRatePower,
      @Default("0.1") @Range(min = 0) double initialAccumulatorValue,
      @Default("0") @Range(min = 0) @Doc("weights below it are 0") double l1RegularizationStrength,
      @Default("0") @Range(min = 0) double l2RegularizationStrength,
      @Default("0") @Range(min = 0) @Doc("l2 that acts on the gradient")
          double l2ShrinkageRegularizationStrength,
      @Default("0") @Range(min = 0) double beta) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor rate = slots.learningRate();
    Tensor n = slots.get("accumulator", SlotKind.ACCUMULATOR, c.initialAccumulatorValue());
    Tensor sum = n.add(gradient.square());
    Tensor power = sum.pow(-c.learningRatePower());
    Tensor sigma = power.subtract(n.pow(-c.learningRatePower())).divide(rate);
    Tensor pull = gradient;
    if (c.l2ShrinkageRegularizationStrength() > 0) {
      pull = pull.add(param.multiply(2 * c.l2ShrinkageRegularizationStrength()));
    }
    Tensor z = slots.get("linear", SlotKind.OTHER).add(pull).subtract(sigma.multiply(param));
    slots.set("accumulator", sum);
    slots.set("linear", z);
    double l1 = c.l1RegularizationStrength();
    Tensor curve = power.add(c.beta()).divide(rate).add(2 * c.l2RegularizationStrength());
    return z.clip(-l1, l1).subtract(z).divide(curve);
  }
}
