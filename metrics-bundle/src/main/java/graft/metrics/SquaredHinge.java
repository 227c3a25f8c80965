package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code max(1 − target·prediction, 0)²}. Targets of 0 and below count as −1,
 * others as 1. The mean is taken first over the last axis, then over all scored elements of all
 * batches by their weights. prediction and target (batch, …, n), or both (batch).
 */
@Component
@MetricType("squared_hinge")
@Doc(
    value = "mean of max(1 − target·prediction, 0)²",
    formula = "mean max(1 − target·prediction, 0)²",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras SquaredHinge")
public final class SquaredHinge implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor margin = prediction.multiply(Hinge.signs(prediction, target));
    Mean.addMeans(totals, margin.negate().add(1).maximum(0).square(), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
