package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (100/n)·Σ |prediction − target|/max(|target|, 1e-7)} over the last axis, in percent.
 * prediction and target (batch, …, n) → (batch, …); two vectors (batch) → (batch). A target near 0
 * counts enormously.
 */
@Component
@LossType("mean_absolute_percentage_error")
@Doc(
    value = "mean deviation in percent of the target",
    formula = "(100/n)·Σ |prediction − target|/max(|target|, 1e-7)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' MeanAbsolutePercentageError")
public final class MeanAbsolutePercentageError implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.like(prediction, target);
    Tensor share = prediction.subtract(t).abs().divide(t.abs().maximum(1e-7));
    return Targets.mean(share).multiply(100);
  }
}
