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
 * Adam's step r, made as long as the parameter: {@code r = m̂/(√v̂ + ε), w −= rate·(‖w‖/‖r‖)·r},
 * the ratio 1 where a norm is 0; norms over the whole parameter. For large batches. You et al.
 * 2019, arXiv 1904.00962, algorithm 2 with φ(z) = z; decay is the core's, before the step, as in
 * Keras.
 */
@Component
@OptimizerType("lamb")
@Doc(
    value = "adam with steps in proportion to the parameter's norm, for large batches",
    formula = "r = m̂/(√v̂ + epsilon), w −= rate·‖w‖/‖r‖·r",
    source = "You et al. 2019, arXiv 1904.00962, algorithm 2; as Keras' Lamb")
public final class Lamb implements Optimizer<Lamb.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor t = slots.step();
    Tensor m = Moments.first(slots, gradient, c.beta_1());
    Tensor v = Moments.second(slots, gradient, c.beta_2());
    Tensor mean = m.divide(Moments.correction(t, c.beta_1()));
    Tensor deviation = v.divide(Moments.correction(t, c.beta_2())).sqrt();
    Tensor r = mean.divide(deviation.add(c.epsilon()));
    return param.subtract(r.multiply(trust(param, r).multiply(slots.learningRate())));
  }

  /** ‖w‖/‖r‖, and 1 where one of them is 0. */
  private static Tensor trust(Tensor w, Tensor r) {
    Tensor above = w.square().sum().sqrt();
    Tensor below = r.square().sum().sqrt();
    Tensor one = Tensor.constant(w.dtype(), 1);
    Tensor both = above.greater(0).and(below.greater(0));
    return both.select(above, one).divide(both.select(below, one));
  }
}
