package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code max tp/(tp + fp) where tp/(tp + fn) ≥ recall}, over evenly spread thresholds; 0 if no
 * threshold gives that. prediction (batch, …, n) or (batch), probabilities; target likewise.
 * Targets above 0.5 are a yes; class ids count as one-hot vectors.
 */
@Component
@MetricType("precision_at_recall")
@Doc(
    value = "the best precision with at least a given recall",
    formula = "max tp/(tp + fp) where tp/(tp + fn) ≥ recall",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras PrecisionAtRecall")
public final class PrecisionAtRecall implements Metric<PrecisionAtRecall.Config> {
  public record Config(
      @Range(min = 0, max = 1) @Doc("the least recall") double recall,
      @Default("200") @Range(min = 2) @Doc("how many thresholds are tried") int numThresholds,
      @Range(min = 0) @Doc("this column alone") Optional<Integer> classId) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Counts.add(totals, prediction, target, weight, c.numThresholds(), c.classId());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Counts counts = Counts.of(totals);
    return Counts.best(counts.precision(), counts.recall(), c.recall());
  }
}
