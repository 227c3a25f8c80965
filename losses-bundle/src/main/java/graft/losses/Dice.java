package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code 1 − 2·Σ t·p/(Σ t + Σ p + 1e-7)} over each example: how little two regions overlap.
 * prediction p and target t (batch, …) in [0, 1] → (batch), or what is left of axes that are not
 * summed. Milletari, Navab, Ahmadi 2016, arXiv 1606.04797, with sums of p as in Keras instead of
 * squares.
 *
 * <p>Keras sums over the batch too, unless {@code axis} is given; here each example has its own
 * loss.
 */
@Component
@LossType("dice")
@Doc(
    value = "one less the overlap of two regions, for segmentation",
    formula = "1 − 2·Σ t·p/(Σ t + Σ p + 1e-7)",
    shapes = "prediction and target (batch, …) → (batch)",
    source = "Milletari, Navab, Ahmadi 2016, arXiv 1606.04797; as Keras' Dice")
public final class Dice implements Loss<Dice.Config> {
  public record Config(
      @Doc("axes to sum over; all but the batch by default") Optional<List<Integer>> axis) {}

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Overlap sums = Overlap.of(prediction, target, c.axis());
    Tensor all = sums.wanted().add(sums.predicted()).add(1e-7);
    return sums.both().multiply(-2).divide(all).add(1);
  }
}
