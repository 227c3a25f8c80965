package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The root of the weighted mean of {@code (prediction − target)²}; the mean is taken first over the
 * last axis, then over all scored elements of all batches by their weights. prediction and target
 * (batch, …, n), or both (batch).
 */
@Component
@MetricType("root_mean_squared_error")
@Doc(
    value = "root of the mean of (prediction − target)²",
    formula = "√mean (prediction − target)²",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras RootMeanSquaredError")
public final class RootMeanSquaredError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor difference = prediction.subtract(Targets.like(prediction, target));
    Mean.addMeans(totals, difference.square(), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals).sqrt();
  }
}
