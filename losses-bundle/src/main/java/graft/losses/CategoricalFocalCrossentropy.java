package graft.losses;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
import graft.api.Shape;
import graft.api.TargetRange;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code −Σ alpha·(1 − p)^gamma·t·log p} over the last axis: classes that are right already count
 * little. prediction and target (batch, …, classes) → (batch, …). Lin et al. 2017, arXiv
 * 1708.02002, equation 5, for several classes as in Keras.
 *
 * <p>Label smoothing s turns t into {@code t·(1 − s) + s/classes}. Probabilities, from logits by
 * softmax, are divided by their sum and clipped to [1e-7, 1 − 1e-7].
 */
@Component
@LossType("categorical_focal_crossentropy")
@Doc(
    value = "categorical crossentropy in which easy examples count little",
    formula = "−Σ alpha·(1 − p)^gamma·t·log p",
    shapes = "prediction and target (batch, …, classes) → (batch, …)",
    source = "Lin et al. 2017, arXiv 1708.02002, equation 5; Keras' CategoricalFocalCrossentropy")
public final class CategoricalFocalCrossentropy
    implements Loss<CategoricalFocalCrossentropy.Config> {
  public record Config(
      @Default("[0.25]") @Range(min = 0) @Doc("one weight, or one for each class")
          List<Double> alpha,
      @Default("2") @Range(min = 0) @Doc("0: nothing is easy") double gamma,
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
    Tensor p = Logits.probabilities(prediction, c.fromLogits());
    Tensor each = t.multiply(p.log());
    if (c.gamma() > 0) {
      each = each.multiply(p.negate().add(1).pow(c.gamma()));
    }
    return each.multiply(weights(c, classes, prediction)).sum(-1).negate();
  }

  private static Tensor weights(Config c, int classes, Tensor like) {
    if (c.alpha().size() != 1 && c.alpha().size() != classes) {
      throw new ConfigException(
          "alpha: expected one number or one for each of " + classes + " classes, got " + c.alpha(),
          "");
    }
    List<Tensor> each =
        c.alpha().stream().map(a -> Tensor.constant(like.dtype(), a).expandDims(0)).toList();
    return each.size() == 1 ? each.get(0) : Tensor.concat(0, each);
  }
}
