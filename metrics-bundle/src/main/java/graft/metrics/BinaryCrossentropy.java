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
 * The weighted mean of {@code −(t·log p + (1 − t)·log(1 − p))} with {@code t = target·(1 − s) +
 * s/2}, s being {@code label_smoothing}; first over the last axis. prediction and target (batch, …,
 * n) or (batch). Logits x: {@code max(x, 0) − x·t + log(1 + exp(−|x|))}.
 */
@Component
@MetricType("binary_crossentropy")
@Doc(
    value = "mean of −(t·log p + (1 − t)·log(1 − p)), for answers of yes and no",
    formula = "mean −(t·log p + (1 − t)·log(1 − p)), t = target·(1 − s) + s/2",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras BinaryCrossentropy")
public final class BinaryCrossentropy implements Metric<BinaryCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) @Doc("how much of the target is spread evenly")
          double labelSmoothing) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target);
    t = t.multiply(1 - c.labelSmoothing()).add(c.labelSmoothing() / 2);
    Mean.addMeans(totals, c.fromLogits() ? logits(prediction, t) : shares(prediction, t), weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }

  private static Tensor logits(Tensor x, Tensor t) {
    return x.maximum(0).subtract(x.multiply(t)).add(x.abs().negate().exp().log1p());
  }

  private static Tensor shares(Tensor prediction, Tensor t) {
    Tensor p = prediction.clip(1e-7, 1 - 1e-7);
    Tensor no = t.negate().add(1).multiply(p.negate().add(1).log());
    return t.multiply(p.log()).add(no).negate();
  }
}
