package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code Σ target·log(target / prediction)} over the last axis, both clipped
 * to [1e-7, 1]; both (batch, …, classes), probabilities.
 */
@Component
@MetricType("kl_divergence")
@Doc(
    value = "mean divergence of the prediction from the target distribution",
    formula = "mean Σ target·log(target / prediction), both clipped to [1e-7, 1]",
    shapes = "prediction, target (batch, …, classes)",
    source = "Keras KLDivergence")
public final class KlDivergence implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target).clip(1e-7, 1);
    Tensor ratio = t.divide(prediction.clip(1e-7, 1));
    Mean.add(totals, t.multiply(ratio.log()).sum(-1), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
