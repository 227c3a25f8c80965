package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Optimizer;
import graft.api.OptimizerType;
import graft.api.Range;
import graft.api.Shape;
import graft.api.Slots;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Adam with Nesterov's momentum: {@code μₜ = β₁(1 − ½·0.96ᵗ), m̂ = μₜ₊₁·m/(1 − μ₁⋯μₜ₊₁) + (1 −
 * μₜ)·g/(1 − μ₁⋯μₜ), w −= rate·m̂/(√(v/(1 − β₂ᵗ)) + ε)}, m and v as Adam's. Dozat 2016,
 * "Incorporating Nesterov momentum into Adam", algorithm 8 with the schedule of its section 4; as
 * Keras' Nadam.
 *
 * <p>The product of all μ so far is no slot but a function of t, so that it is right after a swap
 * from Adam too: {@code log Π(1 − ½qⁱ) = −Σₖ 2⁻ᵏ/k · qᵏ(1 − qᵏᵗ)/(1 − qᵏ)}, q = 0.96, by the series
 * of the logarithm. 24 terms leave 4e-9 out.
 */
@Component
@OptimizerType("nadam")
@Doc(
    value = "adam with Nesterov's momentum",
    formula = "w −= rate·m̂/(√v̂ + epsilon), m̂ with the momentum of the next step",
    source = "Dozat 2016, Incorporating Nesterov momentum into Adam; as Keras' Nadam")
public final class Nadam implements Optimizer<Nadam.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon) {}

  private static final double LOG_DECAY = Math.log(0.96);
  private static final int TERMS = 24;

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor t = slots.step();
    Tensor m = Moments.first(slots, gradient, c.beta_1());
    Tensor v = Moments.second(slots, gradient, c.beta_2());
    Tensor now = momentum(c, t);
    Tensor next = momentum(c, t.add(1));
    Tensor product = product(c, t);
    Tensor one = Tensor.constant(t.dtype(), 1);
    Tensor ahead = m.multiply(next.divide(one.subtract(product.multiply(next))));
    Tensor here = gradient.multiply(one.subtract(now).divide(one.subtract(product)));
    Tensor deviation = v.divide(Moments.correction(t, c.beta_2())).sqrt();
    Tensor step = ahead.add(here).multiply(slots.learningRate());
    return param.subtract(step.divide(deviation.add(c.epsilon())));
  }

  /** μₜ. */
  private static Tensor momentum(Config c, Tensor t) {
    return t.multiply(LOG_DECAY).exp().multiply(-0.5).add(1).multiply(c.beta_1());
  }

  /** μ₁⋯μₜ. */
  private static Tensor product(Config c, Tensor t) {
    Tensor k = Tensor.iota(t.dtype(), Shape.of(TERMS), 0).add(1);
    Tensor logs = k.multiply(LOG_DECAY);
    Tensor shares = k.multiply(Math.log(0.48)).exp().divide(k.multiply(logs.expm1().negate()));
    Tensor series = shares.multiply(logs.multiply(t).expm1()).sum();
    return series.add(t.multiply(Math.log(c.beta_1()))).exp();
  }
}
