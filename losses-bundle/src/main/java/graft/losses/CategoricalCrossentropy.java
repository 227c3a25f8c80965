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
 * {@code −Σ t·log p} over the last axis. prediction and target (batch, …, classes) → (batch, …).
 * Label smoothing s turns t into {@code t·(1 − s) + s/classes}.
 *
 * <p>From logits by a stable log-softmax; from probabilities, as Keras: divided by their sum, then
 * clipped to [1e-7, 1 − 1e-7].
 */
@Component
@LossType("categorical_crossentropy")
@Doc(
    value = "crossentropy of classes; targets are probabilities such as one-hot vectors",
    formula = "−Σ t·log p",
    shapes = "prediction and target (batch, …, classes) → (batch, …)",
    source = "as Keras' CategoricalCrossentropy")
public final class CategoricalCrossentropy implements Loss<CategoricalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) double labelSmoothing) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    Targets.classes(prediction);
    return TargetRange.of(0, 1);
  }

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    int classes = prediction.shape().last();
    Tensor t = Targets.smoothed(Targets.like(prediction, target), c.labelSmoothing(), classes);
    return t.multiply(logarithm(c, prediction)).sum(-1).negate();
  }

  private static Tensor logarithm(Config c, Tensor x) {
    if (c.fromLogits()) {
      Tensor shifted = Logits.shifted(x);
      return shifted.subtract(Logits.logSum(shifted).like(x, -1));
    }
    return Logits.probabilities(x, false).log();
  }
}
