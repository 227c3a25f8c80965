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
 * {@code (1 − p[target]^q)/q}: between the crossentropy (q → 0) and the absolute error (q = 1), so
 * that wrong labels do less harm. prediction (batch, …, classes) of probabilities, target class ids
 * (batch, …) or (batch, …, 1) → (batch, …). Zhang and Sabuncu 2018, arXiv 1805.07836, equation 6;
 * as Keras' CategoricalGeneralizedCrossEntropy.
 */
@Component
@LossType("categorical_generalized_cross_entropy")
@Doc(
    value = "a crossentropy that bears wrong labels; targets are class numbers",
    formula = "(1 − p[target]^q)/q",
    shapes = "prediction (batch, …, classes), target (batch, …) → (batch, …)",
    source = "Zhang, Sabuncu 2018, arXiv 1805.07836, equation 6; as Keras'")
public final class CategoricalGeneralizedCrossEntropy
    implements Loss<CategoricalGeneralizedCrossEntropy.Config> {
  public record Config(
      @Default("0.5") @Range(min = 0, minExclusive = true, max = 1, maxExclusive = true)
          double q) {}

  @Override
  public TargetRange targets(Config c, Shape prediction, Shape target) {
    return TargetRange.classes(Targets.classes(prediction));
  }

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor p = Targets.pick(Targets.chosen(prediction, target), prediction);
    // The power's slope at 0 is infinite.
    return p.clip(1e-7, 1).pow(c.q()).negate().add(1).divide(c.q());
  }
}
