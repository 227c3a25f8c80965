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
 * {@code 2·tp / (2·tp + fp + fn)}, the harmonic mean of precision and recall, by column or
 * averaged. prediction (batch, …, n) or (batch), probabilities; target likewise. Targets above 0.5
 * are a yes; class ids count as one-hot vectors. A column without any yes scores 0.
 */
@Component
@MetricType("f1_score")
@Doc(
    value = "harmonic mean of precision and recall",
    formula = "2·tp / (2·tp + fp + fn)",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras F1Score; scikit-learn f1_score")
public final class F1Score implements Metric<F1Score.Config> {
  public record Config(
      @Default("none") @Doc("how the columns become one number; none: an array")
          FScores.Average average,
      @Range(min = 0, max = 1)
          @Doc("greater is a yes; left out: the greatest, or 0.5 for one column")
          Optional<Double> threshold) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    FScores.add(totals, Rows.labels(prediction, target, weight), c.threshold());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return FScores.of(totals, c.average(), 1);
  }
}
