package graft.layers.core;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.NoConfig;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x}: a name for a tensor, or a place to be filled later. x (batch, …) → y of the same
 * shape. As Keras' Identity.
 */
@Component
@LayerType("identity")
@Doc(
    value = "the input as it is",
    formula = "y = x",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' Identity")
public final class IdentityLayer implements Layer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x, Scope scope) {
    return x;
  }
}
