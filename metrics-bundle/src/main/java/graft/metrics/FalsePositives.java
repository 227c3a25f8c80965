package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * {@code Σ w·[prediction > threshold]·[target is no]}: the weight of the answers that are said yes
 * and are not. prediction (batch, …, n) or (batch), probabilities; target likewise. Targets above
 * 0.5 are a yes; class ids count as one-hot vectors.
 */
@Component
@MetricType("false_positives")
@Doc(
    value = "how many are said yes but are not",
    formula = "Σ w·[prediction > threshold]·[target is no]",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras FalsePositives")
public final class FalsePositives implements Metric<Cut> {
  @Override
  public void update(Cut c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    c.add(totals, prediction, target, weight);
  }

  @Override
  public Tensor result(Cut c, Totals totals) {
    return Counts.single(Counts.of(totals).fp());
  }
}
