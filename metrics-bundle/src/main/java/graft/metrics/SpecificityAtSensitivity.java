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
 * {@code max tn/(tn + fp) where tp/(tp + fn) ≥ sensitivity}, over evenly spread thresholds; 0 if no
 * threshold gives that. prediction (batch, …, n) or (batch), probabilities; target likewise.
 * Targets above 0.5 are a yes; class ids count as one-hot vectors.
 */
@Component
@MetricType("specificity_at_sensitivity")
@Doc(
    value = "the best specificity with at least a given sensitivity",
    formula = "max tn/(tn + fp) where tp/(tp + fn) ≥ sensitivity",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras SpecificityAtSensitivity")
public final class SpecificityAtSensitivity implements Metric<SpecificityAtSensitivity.Config> {
  public record Config(
      @Range(min = 0, max = 1) @Doc("the least sensitivity") double sensitivity,
      @Default("200") @Range(min = 2) @Doc("how many thresholds are tried") int numThresholds,
      @Range(min = 0) @Doc("this column alone") Optional<Integer> classId) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Counts.add(totals, prediction, target, weight, c.numThresholds(), c.classId());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Counts counts = Counts.of(totals);
    return Counts.best(counts.specificity(), counts.recall(), c.sensitivity());
  }
}
