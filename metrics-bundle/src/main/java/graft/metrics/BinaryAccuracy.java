package graft.metrics;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Shape;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of {@code (prediction > threshold) = target}, first over the last axis, then weighted.
 * {@code prediction} and {@code target} (batch, …, n) or (batch). Predictions that are logits need
 * {@code threshold} 0.
 */
@Component
@MetricType("binary_accuracy")
@Doc(
    value = "share of right answers of yes and no",
    formula = "mean of [(prediction > threshold) = target]",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras BinaryAccuracy")
public final class BinaryAccuracy implements Metric<BinaryAccuracy.Config> {
  public record Config(@Default("0.5") @Doc("greater is a yes; 0 for logits") double threshold) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    return Targets.range(prediction, target);
  }

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor yes = prediction.greater(c.threshold()).cast(prediction.dtype());
    Tensor right = yes.equal(Targets.like(prediction, target)).cast(DType.F32);
    Mean.addMeans(totals, right, weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }
}
