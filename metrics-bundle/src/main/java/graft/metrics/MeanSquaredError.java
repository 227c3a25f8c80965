package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code (prediction − target)²}: first over the last axis, then over all
 * scored elements of all batches. prediction and target (batch, …, n), or both (batch).
 */
@Component
@MetricType("mean_squared_error")
@Doc("mean of (prediction − target)²")
public final class MeanSquaredError implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor squares = prediction.subtract(target.cast(prediction.dtype())).square();
    Mean.add(totals, squares.rank() == 1 ? squares : squares.mean(-1), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
