package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * {@code tp / (tp + fp)}: of what is said yes, the weighted share that is; 0 if nothing is. All
 * columns are counted together (micro). prediction (batch, …, n) or (batch), probabilities; target
 * likewise. Targets above 0.5 are a yes; class ids count as one-hot vectors. Several thresholds
 * give an array (thresholds).
 */
@Component
@MetricType("precision")
@Doc(
    value = "share of what is said yes that is yes",
    formula = "tp / (tp + fp)",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras Precision")
public final class Precision implements Metric<Decision> {
  @Override
  public void update(Decision c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    c.add(totals, prediction, target, weight);
  }

  @Override
  public Tensor result(Decision c, Totals totals) {
    return Counts.single(Counts.of(totals).precision());
  }
}
