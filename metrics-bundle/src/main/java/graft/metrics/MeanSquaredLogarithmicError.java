package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code (log(1 + target) − log(1 + prediction))²}, both at least 1e-7: first
 * over the last axis, then over all scored elements of all batches by their weights. prediction and
 * target (batch, …, n), or both (batch).
 */
@Component
@MetricType("mean_squared_logarithmic_error")
@Doc(
    value = "mean squared difference of log(1 + x)",
    formula = "mean (log(1 + target) − log(1 + prediction))²; below 1e-7 counts as 1e-7",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras MeanSquaredLogarithmicError")
public final class MeanSquaredLogarithmicError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target).maximum(1e-7).log1p();
    Tensor p = prediction.maximum(1e-7).log1p();
    Mean.addMeans(totals, p.subtract(t).square(), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
