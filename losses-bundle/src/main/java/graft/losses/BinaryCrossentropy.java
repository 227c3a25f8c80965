package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
import graft.api.Shape;
import graft.api.TargetRange;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of {@code −(t·log p + (1 − t)·log(1 − p))} over the last axis. prediction and target
 * (batch, …, n) → (batch, …); two vectors (batch) → (batch). Label smoothing s turns t into {@code
 * t·(1 − s) + s/2}.
 *
 * <p>From logits x: {@code log(1 + exp(x)) − x·t}, stable. Probabilities are clipped to [1e-7, 1 −
 * 1e-7] as in Keras.
 */
@Component
@LossType("binary_crossentropy")
@Doc(
    value = "crossentropy of answers of yes and no",
    formula = "mean of −(t·log p + (1 − t)·log(1 − p))",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' BinaryCrossentropy")
public final class BinaryCrossentropy implements Loss<BinaryCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) double labelSmoothing) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    return TargetRange.of(0, 1);
  }

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor t = Targets.smoothed(Targets.like(prediction, target), c.labelSmoothing(), 2);
    return Targets.mean(c.fromLogits() ? logits(prediction, t) : probabilities(prediction, t));
  }

  private static Tensor logits(Tensor x, Tensor t) {
    return Logits.softplus(x).subtract(x.multiply(t));
  }

  private static Tensor probabilities(Tensor x, Tensor t) {
    Tensor p = x.clip(1e-7, 1 - 1e-7);
    Tensor no = t.negate().add(1).multiply(p.negate().add(1).log());
    return t.multiply(p.log()).add(no).negate();
  }
}
