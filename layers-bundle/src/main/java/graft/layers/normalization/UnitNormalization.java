package graft.layers.normalization;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Gives each vector along {@code axis} length 1, {@code y = x/max(‖x‖₂, 1e-12)}. x (batch, …) → y
 * of the same shape; 0 stays 0. As Keras' UnitNormalization.
 */
@Component
@LayerType("unit_normalization")
@Doc(
    value = "gives each vector along an axis length 1",
    formula = "y = x/max(‖x‖₂, 1e-12)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' UnitNormalization")
public final class UnitNormalization implements Layer<UnitNormalization.Config> {
  private static final double LEAST = 1e-12;

  public record Config(
      @Default("[-1]") @Doc("the axes of which a vector consists") List<Integer> axis) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int[] axes = Normalization.axes(x, c.axis());
    Tensor squares = x.square().sum(axes).maximum(LEAST * LEAST);
    return x.multiply(squares.rsqrt().like(x, axes));
  }
}
