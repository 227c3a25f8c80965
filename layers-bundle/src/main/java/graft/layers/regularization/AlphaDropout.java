package graft.layers.regularization;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Dropout for selu: in training an element becomes α' = −1.7580993 with probability {@code rate},
 * then {@code y = a·x' + b} with {@code a = ((1 − rate)·(1 + rate·α'²))^−½} and {@code b =
 * −a·α'·rate}, so that mean 0 and variance 1 stay; in prediction y = x. x (batch, …) → y of the
 * same shape. Klambauer et al. 2017, arXiv 1706.02515, section "New dropout technique".
 */
@Component
@LayerType("alpha_dropout")
@Doc(
    value = "dropout that keeps mean 0 and variance 1, for selu",
    formula = "y = a·(kept ? x : α') + b, a = ((1 − rate)·(1 + rate·α'²))^−½, b = −a·α'·rate",
    shapes = "x (batch, …) → y (batch, …)",
    source = "Klambauer et al. 2017, arXiv 1706.02515; as Keras' AlphaDropout")
public final class AlphaDropout implements Layer<AlphaDropout.Config> {
  /** −λ·α of selu, the value it saturates at. */
  private static final double SATURATION = -1.0507009873554805 * 1.6732632423543772;

  public record Config(
      @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of elements that are dropped")
          double rate) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (!scope.training() || c.rate() == 0) {
      return x;
    }
    double a = 1 / Math.sqrt((1 - c.rate()) * (1 + c.rate() * SATURATION * SATURATION));
    double b = -a * SATURATION * c.rate();
    Tensor rate = Tensor.constant(x.dtype(), c.rate());
    Tensor kept = scope.random().uniform(x.type()).greaterEqual(rate);
    return kept.select(x, Tensor.constant(x.dtype(), SATURATION)).multiply(a).add(b);
  }
}
