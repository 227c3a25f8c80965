package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code 100·|target − prediction| / max(|target|, 1e-7)}: first over the last
 * axis, then over all scored elements of all batches by their weights. prediction and target
 * (batch, …, n), or both (batch).
 */
@Component
@MetricType("mean_absolute_percentage_error")
@Doc(
    value = "mean error in per cent of the target",
    formula = "100·mean |target − prediction| / max(|target|, 1e-7)",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras MeanAbsolutePercentageError")
public final class MeanAbsolutePercentageError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target);
    Tensor share = prediction.subtract(t).abs().divide(t.abs().maximum(1e-7));
    Mean.addMeans(totals, share.multiply(100), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
