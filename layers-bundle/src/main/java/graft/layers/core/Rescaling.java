package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = scale·x + offset} in the model's floating type. x (batch, …) of numbers → y of the
 * same shape; 1/255 turns bytes into [0, 1]. As Keras' Rescaling.
 */
@Component
@LayerType("rescaling")
@Doc(
    value = "multiplies by a number and adds one",
    formula = "y = scale·x + offset",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' Rescaling")
public final class Rescaling implements Layer<Rescaling.Config> {
  public record Config(double scale, @Default("0") double offset) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Tensor scaled = x.cast(scope.dtype()).multiply(c.scale());
    return c.offset() == 0 ? scaled : scaled.add(c.offset());
  }
}
