package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Shape;
import graft.api.TargetRange;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code −log p[target]}. prediction (batch, …, classes), target class ids (batch, …) or (batch, …,
 * 1), integers or whole floats → (batch, …). A class id outside, or no whole number, is an error.
 *
 * <p>From logits x: {@code log Σ exp(x) − x[target]}, stable. From probabilities, as Keras: divided
 * by their sum, then clipped to [1e-7, 1 − 1e-7], so no loss is above 16.1. Targets of {@code
 * ignore_class}, which need be no class, do not count, nor in the mean.
 */
@Component
@LossType("sparse_categorical_crossentropy")
@Doc(
    value = "−log of the probability of the target's class; targets are class numbers",
    formula = "−log p[target]",
    shapes = "prediction (batch, …, classes), target (batch, …) or (batch, …, 1) → (batch, …)",
    source = "as Keras' SparseCategoricalCrossentropy")
public final class SparseCategoricalCrossentropy
    implements Loss<SparseCategoricalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Doc("a target that does not count, such as −1 for unlabelled") Optional<Long> ignoreClass) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    Optional<Double> ignored = c.ignoreClass().map(Long::doubleValue);
    return TargetRange.classes(Targets.classes(prediction)).ignoring(ignored);
  }

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor chosen = Targets.chosen(prediction, target);
    if (c.fromLogits()) {
      Tensor shifted = Logits.shifted(prediction);
      return Logits.logSum(shifted).subtract(Targets.pick(chosen, shifted));
    }
    Tensor p = Targets.pick(chosen, prediction).divide(prediction.sum(-1));
    return p.clip(1e-7, 1 - 1e-7).log().negate();
  }
}
