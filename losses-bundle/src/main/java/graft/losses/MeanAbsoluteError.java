package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ |prediction − target|} over the last axis. prediction and target (batch, …, n) →
 * (batch, …); two vectors (batch) → (batch). The gradient where they are equal is 0.
 */
@Component
@LossType("mean_absolute_error")
@Doc(
    value = "mean of |prediction − target| over the last axis",
    formula = "(1/n)·Σ |prediction − target|",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' MeanAbsoluteError")
public final class MeanAbsoluteError implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    return Targets.mean(prediction.subtract(Targets.like(prediction, target)).abs());
  }
}
