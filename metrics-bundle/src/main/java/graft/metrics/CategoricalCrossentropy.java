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
 * The weighted mean of {@code −Σ t·log p} over the last axis with {@code t = target·(1 − s) +
 * s/classes}, s being {@code label_smoothing}; both (batch, …, classes).
 */
@Component
@MetricType("categorical_crossentropy")
@Doc(
    value = "mean of −Σ target·log(prediction); targets are probabilities",
    formula = "mean −Σ t·log p, t = target·(1 − s) + s/classes",
    shapes = "prediction, target (batch, …, classes)",
    source = "Keras CategoricalCrossentropy")
public final class CategoricalCrossentropy implements Metric<CategoricalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) @Doc("how much of the target is spread evenly")
          double labelSmoothing) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    double share = c.labelSmoothing() / prediction.shape().last();
    Tensor t = Targets.like(prediction, target).multiply(1 - c.labelSmoothing()).add(share);
    Tensor log = Probabilities.logOfClasses(prediction, c.fromLogits());
    Mean.add(totals, t.multiply(log).sum(-1).negate(), weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }
}
