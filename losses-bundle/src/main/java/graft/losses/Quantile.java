package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ max(q·e, (q − 1)·e)} over the last axis, e the target less the prediction: least
 * where the prediction is the target's quantile q, so 0.9 gives an upper bound that nine targets in
 * ten keep. prediction and target (batch, …, n) → (batch, …); two vectors (batch) → (batch).
 * Koenker and Bassett 1978, "Regression quantiles".
 */
@Component
@LossType("quantile")
@Doc(
    value = "pinball loss: the prediction becomes a quantile of the target",
    formula = "(1/n)·Σ max(q·e, (q − 1)·e), e = target − prediction",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "Koenker and Bassett 1978; as scikit-learn's mean_pinball_loss")
public final class Quantile implements Loss<Quantile.Config> {
  public record Config(
      @Default("0.5")
          @Range(min = 0, minExclusive = true, max = 1, maxExclusive = true)
          @Doc("which quantile; 0.5 is the median")
          double q) {}

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor e = Targets.like(prediction, target).subtract(prediction);
    return Targets.mean(e.multiply(c.q()).maximum(e.multiply(c.q() - 1)));
  }
}
