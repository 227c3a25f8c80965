package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code max(1 + max((1 − target)·prediction) − Σ target·prediction, 0)} over
 * the last axis; both (batch, …, classes), targets one-hot.
 */
@Component
@MetricType("categorical_hinge")
@Doc(
    value = "margin between the right class and the greatest wrong one",
    formula = "mean max(1 + max((1 − target)·prediction) − Σ target·prediction, 0)",
    shapes = "prediction, target (batch, …, classes)",
    source = "Keras CategoricalHinge")
public final class CategoricalHinge implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target);
    Tensor right = t.multiply(prediction).sum(-1);
    Tensor wrong = t.negate().add(1).multiply(prediction).max(-1);
    Mean.add(totals, wrong.subtract(right).add(1).maximum(0), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
