package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * Lin's {@code 2·cov(p, t) / (σ²(p) + σ²(t) + (E[p] − E[t])²)} over all examples for each column,
 * then their mean over the columns. Keras correlates along the last axis of each example instead,
 * which says nothing of a single column. 0 if both are constant and equal. prediction and target
 * (batch, …, n) or (batch).
 */
@Component
@MetricType("concordance_correlation")
@Doc(
    value = "agreement of prediction and target over the examples",
    formula = "2·cov / (σ²(prediction) + σ²(target) + (mean difference)²)",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Lin, Biometrics 45, 1989")
public final class ConcordanceCorrelation implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Moments.add(totals, Rows.numbers(prediction, target, weight));
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    Tensor shift = Moments.mean(totals, "p").subtract(Moments.mean(totals, "t"));
    Tensor spread = Moments.variance(totals, "p").add(Moments.variance(totals, "t"));
    Tensor twice = Moments.covariance(totals, "p", "t").multiply(2);
    return Mean.ratio(twice, spread.add(shift.square())).mean();
  }
}
