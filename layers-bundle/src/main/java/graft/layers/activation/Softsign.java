package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x/(1 + |x|)}, between −1 and 1. */
@Component
@ActivationType("softsign")
@Doc(
    value = "x / (1 + |x|)",
    formula = "y = x/(1 + |x|)",
    shapes = "x (…) → y (…)",
    source = "as Keras' softsign")
public final class Softsign implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.divide(x.abs().add(1));
  }
}
