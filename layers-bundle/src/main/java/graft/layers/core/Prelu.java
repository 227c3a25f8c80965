package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x ≥ 0, else {@code alpha·x} with a learned alpha for each element of an
 * example, shared along {@code shared_axes}. x (batch, …) → y of the same shape; alpha has x's
 * shape without the batch, 1 along shared axes. He, Zhang, Ren and Sun 2015, arXiv 1502.01852; as
 * Keras' PReLU.
 */
@Component
@LayerType("prelu")
@Doc(
    value = "x where x ≥ 0, else a learned multiple",
    formula = "y = x for x ≥ 0, else alpha·x",
    shapes = "x (batch, …) → y (batch, …)",
    source = "arXiv 1502.01852, as Keras' PReLU")
public final class Prelu implements Layer<Prelu.Config> {
  public record Config(
      @Default("[]") @Range(min = 1) @Doc("axes along which alpha is the same, the batch being 0")
          List<Integer> sharedAxes) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Shape shape = x.shape();
    for (int axis : c.sharedAxes()) {
      shape = shape.with(axis, 1);
    }
    Shape own = shape.part(1, x.rank());
    Tensor alpha = scope.param("alpha", own, Spec.of("zeros"));
    Tensor zero = Tensor.constant(x.dtype(), 0);
    return x.greaterEqual(zero).select(x, x.multiply(alpha));
  }
}
