package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ (log(1 + max(p, 1e-7)) − log(1 + max(t, 1e-7)))²} over the last axis: errors of
 * ratios, for positive values. prediction p and target t (batch, …, n) → (batch, …); two vectors
 * (batch) → (batch).
 */
@Component
@LossType("mean_squared_logarithmic_error")
@Doc(
    value = "mean square of the difference of log(1 + x), for positive values",
    formula = "(1/n)·Σ (log(1 + p) − log(1 + t))²",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' MeanSquaredLogarithmicError")
public final class MeanSquaredLogarithmicError implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.like(prediction, target).maximum(1e-7).log1p();
    return Targets.mean(prediction.maximum(1e-7).log1p().subtract(t).square());
  }
}
