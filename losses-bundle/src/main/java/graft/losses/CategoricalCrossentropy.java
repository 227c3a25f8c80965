package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
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
@Doc("−Σ target·log(prediction); targets are probabilities such as one-hot vectors")
public final class CategoricalCrossentropy implements Loss<CategoricalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) double labelSmoothing) {}

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    double share = c.labelSmoothing() / prediction.shape().last();
    Tensor t = Targets.like(prediction, target).multiply(1 - c.labelSmoothing()).add(share);
    return t.multiply(logarithm(c, prediction)).sum(-1).negate();
  }

  private static Tensor logarithm(Config c, Tensor x) {
    if (c.fromLogits()) {
      Tensor shifted = Logits.shifted(x);
      return shifted.subtract(Logits.logSum(shifted).like(x, -1));
    }
    return x.divide(x.sum(-1).like(x, -1)).clip(1e-7, 1 - 1e-7).log();
  }
}
