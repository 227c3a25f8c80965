package graft.layers.normalization;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Divides by the root of the mean square, {@code y = scale·x/√(mean(x²) + epsilon)}, the mean over
 * {@code axis}. x (batch, …) → y of the same shape; scale has the sizes of these axes.
 *
 * <p>Zhang and Sennrich 2019, arXiv 1910.07467, with Keras' epsilon 1e-6.
 */
@Component
@LayerType("rms_normalization")
@Doc(
    value = "divides by the root mean square over an axis, then scales",
    formula = "y = scale·x/√(mean(x²) + epsilon)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "arXiv 1910.07467, as Keras' RMSNormalization")
public final class RmsNormalization implements Layer<RmsNormalization.Config> {
  public record Config(
      @Default("[-1]") @Doc("the axes that are normalised together") List<Integer> axis,
      @Default("1e-6") @Range(min = 0) double epsilon) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int[] axes = Normalization.axes(x, c.axis());
    Tensor factor = x.square().mean(axes).add(c.epsilon()).rsqrt().like(x, axes);
    return x.multiply(factor).multiply(Normalization.learned("scale", "ones", x, axes, scope));
  }
}
