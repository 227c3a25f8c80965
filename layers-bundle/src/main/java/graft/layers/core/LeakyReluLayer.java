package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x ≥ 0, else {@code negative_slope·x}, as a layer. x (batch, …) → y of the
 * same shape. Maas, Hannun and Ng 2013; as Keras' LeakyReLU layer, whose slope is 0.3 (the
 * activation's 0.2, PyTorch's 0.01).
 */
@Component
@LayerType("leaky_relu")
@Doc(
    value = "x where x ≥ 0, else a small multiple, as a layer",
    formula = "y = x for x ≥ 0, else negative_slope·x",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' LeakyReLU")
public final class LeakyReluLayer implements Layer<LeakyReluLayer.Config> {
  public record Config(@Default("0.3") @Range(min = 0) double negativeSlope) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    return scope.activation(Spec.of("leaky_relu").with("negative_slope", c.negativeSlope()), x);
  }
}
