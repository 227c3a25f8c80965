package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * Pearson's {@code cov(p, t) / (σ(p)·σ(t))} over all examples for each column, then their mean over
 * the columns. Keras correlates along the last axis of each example instead, which says nothing of
 * a single column. 0 for a constant column. prediction and target (batch, …, n) or (batch).
 */
@Component
@MetricType("pearson_correlation")
@Doc(
    value = "linear correlation of prediction and target over the examples",
    formula = "cov(prediction, target) / (σ(prediction)·σ(target))",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "SciPy pearsonr")
public final class PearsonCorrelation implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Moments.add(totals, Rows.numbers(prediction, target, weight));
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    Tensor p = Moments.variance(totals, "p");
    Tensor t = Moments.variance(totals, "t");
    return Mean.ratio(Moments.covariance(totals, "p", "t"), p.multiply(t).sqrt()).mean();
  }
}
