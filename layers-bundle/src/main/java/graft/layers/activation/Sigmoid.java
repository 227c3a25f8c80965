package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = 1/(1 + exp(−x))}, between 0 and 1. */
@Component
@ActivationType("sigmoid")
@Doc(
    value = "1 / (1 + exp(−x))",
    formula = "y = 1/(1 + exp(−x))",
    shapes = "x (…) → y (…)",
    source = "as Keras' sigmoid")
public final class Sigmoid implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.sigmoid();
  }
}
