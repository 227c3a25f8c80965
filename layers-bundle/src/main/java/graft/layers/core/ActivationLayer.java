package graft.layers.core;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** Any activation by name as a layer of its own. x (batch, …) → y of the same shape. */
@Component
@LayerType("activation")
@Doc(
    value = "an activation function as a layer",
    formula = "y = activation(x)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' Activation")
public final class ActivationLayer implements Layer<ActivationLayer.Config> {
  public record Config(@Doc("an activation such as relu") Spec activation) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    return scope.activation(c.activation(), x);
  }
}
