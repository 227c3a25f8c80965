package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code log cosh x = |x| + log(1 + exp(−2|x|)) − log 2} of x = prediction −
 * target, which cannot overflow: first over the last axis, then over all scored elements of all
 * batches by their weights. prediction and target (batch, …, n), or both (batch).
 */
@Component
@MetricType("log_cosh_error")
@Doc(
    value = "mean of log cosh(prediction − target)",
    formula = "mean log cosh(prediction − target)",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras LogCoshError")
public final class LogCoshError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor x = prediction.subtract(Targets.like(prediction, target)).abs();
    Tensor logCosh = x.add(x.multiply(-2).exp().log1p()).subtract(Math.log(2));
    Mean.addMeans(totals, logCosh, weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
