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
 * The mean over the last axis of {@code (1 − q)^gamma·(−log q)}, q = p where the target is 1 and 1
 * − p where it is 0: what is right already counts little. With class balancing times alpha where
 * the target is 1, and 1 − alpha where it is 0. prediction and target (batch, …, n) → (batch, …);
 * two vectors (batch) → (batch). Lin et al. 2017, arXiv 1708.02002, equations 4 and 5.
 *
 * <p>Targets between 0 and 1 mix both, as in Keras; label smoothing s turns t into {@code t·(1 − s)
 * + s/2}. Probabilities are clipped to [1e-7, 1 − 1e-7].
 */
@Component
@LossType("binary_focal_crossentropy")
@Doc(
    value = "binary crossentropy in which easy examples count little",
    formula = "mean of (1 − q)^gamma·(−log q), q = t·p + (1 − t)(1 − p)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "Lin et al. 2017, arXiv 1708.02002, equation 4; as Keras' BinaryFocalCrossentropy")
public final class BinaryFocalCrossentropy implements Loss<BinaryFocalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("weighs the classes by alpha") boolean applyClassBalancing,
      @Default("0.25") @Range(min = 0, max = 1) @Doc("weight of class 1") double alpha,
      @Default("2") @Range(min = 0) @Doc("0: nothing is easy") double gamma,
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Default("0") @Range(min = 0, max = 1) double labelSmoothing) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    return TargetRange.of(0, 1);
  }

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor t = Targets.smoothed(Targets.like(prediction, target), c.labelSmoothing(), 2);
    Tensor no = t.negate().add(1);
    Tensor p = (c.fromLogits() ? prediction.sigmoid() : prediction).clip(1e-7, 1 - 1e-7);
    Tensor each =
        c.fromLogits()
            ? Logits.softplus(prediction).subtract(prediction.multiply(t))
            : t.multiply(p.log()).add(no.multiply(p.negate().log1p())).negate();
    if (c.gamma() > 0) {
      // 1 − q.
      Tensor wrong = t.multiply(p.negate().add(1)).add(no.multiply(p));
      each = each.multiply(wrong.pow(c.gamma()));
    }
    if (c.applyClassBalancing()) {
      each = each.multiply(t.multiply(2 * c.alpha() - 1).add(1 - c.alpha()));
    }
    return Targets.mean(each);
  }
}
