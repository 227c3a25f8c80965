package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The area under a curve of points at evenly spread thresholds: ROC (false positive rate, recall)
 * or PR (recall, precision). Between two points the mean of their heights, or the smaller or
 * greater; interpolated PR follows the hyperbola of Davis and Goadrich (ICML 2006): with s = Δtp/Δp
 * and b = tp − s·p, p = tp + fp, a piece is {@code s·(Δtp + b·log(p₀/p₁)) / (tp + fn)}.
 *
 * <p>prediction (batch, …, n) or (batch), probabilities; target likewise. Targets above 0.5 are a
 * yes; class ids count as one-hot vectors. {@code multi_label}: the mean of the columns' areas.
 */
@Component
@MetricType("auc")
@Doc(
    value = "area under the ROC or the precision-recall curve",
    formula = "Σ Δx·height; ROC: x = fp/(fp + tn), y = tp/(tp + fn); PR: x = recall, y = precision",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras AUC; PR interpolation by Davis and Goadrich, ICML 2006")
public final class Auc implements Metric<Auc.Config> {
  /** Which curve. */
  public enum Curve {
    ROC,
    PR
  }

  /** The height between two points. */
  public enum Summation {
    INTERPOLATION,
    MINORING,
    MAJORING
  }

  public record Config(
      @Default("200") @Range(min = 2) @Doc("points of the curve") int numThresholds,
      @Default("roc") Curve curve,
      @Default("interpolation") @Doc("the height between points") Summation summationMethod,
      @Default("false") @Doc("each column alone, then their mean") boolean multiLabel,
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor p = c.fromLogits() ? prediction.sigmoid() : prediction;
    Rows rows = Rows.labels(p, target, weight);
    Counts.add(totals, rows, Counts.thresholds(c.numThresholds()), c.multiLabel());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Counts counts = Counts.of(totals);
    boolean hyperbola = c.curve() == Curve.PR && c.summationMethod() == Summation.INTERPOLATION;
    return (hyperbola ? Area.hyperbolas(counts) : Area.trapezia(c, counts)).sum(-1).mean();
  }
}
