package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = exp(x)}. */
@Component
@ActivationType("exponential")
@Doc(
    value = "exp(x)",
    formula = "y = exp(x)",
    shapes = "x (…) → y (…)",
    source = "as Keras' exponential")
public final class Exponential implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.exp();
  }
}
