package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code |prediction − target|}: first over the last axis, then over all
 * scored elements of all batches by their weights. prediction and target (batch, …, n), or both
 * (batch).
 */
@Component
@MetricType("mean_absolute_error")
@Doc(
    value = "mean of |prediction − target|",
    formula = "mean |prediction − target|",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras MeanAbsoluteError")
public final class MeanAbsoluteError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor difference = prediction.subtract(Targets.like(prediction, target));
    Mean.addMeans(totals, difference.abs(), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
