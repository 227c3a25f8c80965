package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ log(cosh(e))} over the last axis, e the prediction less the target: about e²/2
 * near 0 and |e| − log 2 far off. prediction and target (batch, …, n) → (batch, …); two vectors
 * (batch) → (batch).
 *
 * <p>As Keras by {@code e + softplus(−2e) − log 2}, which does not overflow.
 */
@Component
@LossType("log_cosh")
@Doc(
    value = "mean of log cosh of the error: squared near 0, absolute far off",
    formula = "(1/n)·Σ log(cosh(prediction − target))",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' LogCosh")
public final class LogCosh implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor e = prediction.subtract(Targets.like(prediction, target));
    return Targets.mean(e.add(Logits.softplus(e.multiply(-2))).subtract(Math.log(2)));
  }
}
