package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code 1 − I/(I + alpha·Σ (1 − t)·p + beta·Σ t·(1 − p) + 1e-7)}, I = Σ t·p, over each example:
 * {@link Dice} with a weight for what is predicted wrongly (alpha) and one for what is missed
 * (beta). prediction p and target t (batch, …) in [0, 1] → (batch), or what is left of axes that
 * are not summed. Salehi, Erdogmus, Gholipour 2017, arXiv 1706.05721, equation 3.
 *
 * <p>Keras sums over the batch too, unless {@code axis} is given; here each example has its own
 * loss.
 */
@Component
@LossType("tversky")
@Doc(
    value = "one less the overlap of two regions, with weights for false and missed",
    formula = "1 − I/(I + alpha·Σ (1 − t)·p + beta·Σ t·(1 − p) + 1e-7), I = Σ t·p",
    shapes = "prediction and target (batch, …) → (batch)",
    source = "Salehi, Erdogmus, Gholipour 2017, arXiv 1706.05721; as Keras' Tversky")
public final class Tversky implements Loss<Tversky.Config> {
  public record Config(
      @Default("0.5") @Range(min = 0) @Doc("weight of what is predicted wrongly") double alpha,
      @Default("0.5") @Range(min = 0) @Doc("weight of what is missed") double beta,
      @Doc("axes to sum over; all but the batch by default") Optional<List<Integer>> axis) {}

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Overlap sums = Overlap.of(prediction, target, c.axis());
    Tensor both = sums.both();
    Tensor wrong = sums.predicted().subtract(both).multiply(c.alpha());
    Tensor missed = sums.wanted().subtract(both).multiply(c.beta());
    return both.divide(both.add(wrong).add(missed).add(1e-7)).negate().add(1);
  }
}
