package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * {@code tp / (tp + fn)}: of what is yes, the weighted share that is said so; 0 if nothing is. All
 * columns are counted together (micro). prediction (batch, …, n) or (batch), probabilities; target
 * likewise. Targets above 0.5 are a yes; class ids count as one-hot vectors. Several thresholds
 * give an array (thresholds).
 */
@Component
@MetricType("recall")
@Doc(
    value = "share of what is yes that is said yes",
    formula = "tp / (tp + fn)",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras Recall")
public final class Recall implements Metric<Decision> {
  @Override
  public void update(Decision c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    c.add(totals, prediction, target, weight);
  }

  @Override
  public Tensor result(Decision c, Totals totals) {
    return Counts.single(Counts.of(totals).recall());
  }
}
