package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = tanh(x)}, between −1 and 1. */
@Component
@ActivationType("tanh")
@Doc(
    value = "hyperbolic tangent",
    formula = "y = tanh(x)",
    shapes = "x (…) → y (…)",
    source = "as Keras' tanh")
public final class Tanh implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.tanh();
  }
}
