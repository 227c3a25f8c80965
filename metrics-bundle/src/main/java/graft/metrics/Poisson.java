package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code prediction − target·log(prediction + 1e-7)}: first over the last
 * axis, then over all scored elements of all batches by their weights. prediction and target
 * (batch, …, n), or both (batch).
 */
@Component
@MetricType("poisson")
@Doc(
    value = "mean of prediction − target·log(prediction), for counts",
    formula = "mean (prediction − target·log(prediction + 1e-7))",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras Poisson")
public final class Poisson implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target);
    Mean.addMeans(totals, prediction.subtract(t.multiply(prediction.add(1e-7).log())), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
