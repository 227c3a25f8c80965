package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code max(1 − target·prediction, 0)}. Targets of 0 and below count as −1,
 * others as 1. The mean is taken first over the last axis, then over all scored elements of all
 * batches by their weights. prediction and target (batch, …, n), or both (batch).
 */
@Component
@MetricType("hinge")
@Doc(
    value = "mean of max(1 − target·prediction, 0)",
    formula = "mean max(1 − target·prediction, 0)",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras Hinge")
public final class Hinge implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor margin = prediction.multiply(signs(prediction, target));
    Mean.addMeans(totals, margin.negate().add(1).maximum(0), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }

  /** −1 and 1 for targets of −1 and 1 or of 0 and 1. */
  static Tensor signs(Tensor prediction, Tensor target) {
    return Targets.like(prediction, target).greater(0).cast(prediction.dtype()).multiply(2).add(-1);
  }
}
