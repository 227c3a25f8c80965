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
 * {@code w −= rate·sign(β₁·m + (1 − β₁)·g), then m += (1 − β₂)(g − m)}: all steps of one length.
 * Chen et al. 2023, arXiv 2302.06675, algorithm 2; decay is the core's weight_decay. Wants a rate a
 * third to a tenth of Adam's.
 */
@Component
@OptimizerType("lion")
@Doc(
    value = "steps by the sign of the momentum",
    formula = "w −= rate·sign(beta_1·m + (1 − beta_1)·g), m += (1 − beta_2)(g − m)",
    source = "Chen et al. 2023, arXiv 2302.06675, algorithm 2; as Keras' Lion")
public final class Lion implements Optimizer<Lion.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.99") @Range(min = 0, max = 1, maxExclusive = true) double beta_2) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor old = slots.get("first_moment", SlotKind.FIRST_MOMENT);
    Tensor direction = old.multiply(c.beta_1()).add(gradient.multiply(1 - c.beta_1())).sign();
    Moments.first(slots, gradient, c.beta_2());
    return param.subtract(direction.multiply(slots.learningRate()));
  }
}
