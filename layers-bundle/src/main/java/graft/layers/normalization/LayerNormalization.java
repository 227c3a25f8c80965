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
 * Normalises each example, {@code y = gamma·(x − mean)/√(variance + epsilon) + beta}, mean and
 * (biased) variance over {@code axis}. x (batch, …) → y of the same shape; gamma and beta have the
 * sizes of these axes.
 *
 * <p>Ba, Kiros and Hinton 2016, arXiv 1607.06450, with Keras' epsilon 1e-3 (PyTorch: 1e-5).
 */
@Component
@LayerType("layer_normalization")
@Doc(
    value = "gives each example mean 0 and variance 1 over an axis, then scales and shifts",
    formula = "y = gamma·(x − mean)/√(variance + epsilon) + beta",
    shapes = "x (batch, …) → y (batch, …)",
    source = "arXiv 1607.06450, as Keras' LayerNormalization")
public final class LayerNormalization implements Layer<LayerNormalization.Config> {
  public record Config(
      @Default("[-1]") @Doc("the axes that are normalised together") List<Integer> axis,
      @Default("0.001") @Range(min = 0) double epsilon,
      @Default("true") @Doc("adds a learned beta") boolean center,
      @Default("true") @Doc("multiplies by a learned gamma") boolean scale) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int[] axes = Normalization.axes(x, c.axis());
    Tensor y = Normalization.standardised(x, c.epsilon(), axes);
    return Normalization.affine(y, c.scale(), c.center(), axes, scope);
  }
}
