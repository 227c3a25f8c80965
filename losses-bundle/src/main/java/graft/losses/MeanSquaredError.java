package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ (prediction − target)²} over the last axis. prediction and target (batch, …, n) →
 * (batch, …); two vectors (batch) → (batch).
 */
@Component
@LossType("mean_squared_error")
@Doc(
    value = "mean of (prediction − target)² over the last axis",
    formula = "(1/n)·Σ (prediction − target)²",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' MeanSquaredError")
public final class MeanSquaredError implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    return Targets.mean(prediction.subtract(Targets.like(prediction, target)).square());
  }
}
