package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x·tanh(log(1 + exp(x)))}. Misra 2019, arXiv 1908.08681. */
@Component
@ActivationType("mish")
@Doc(
    value = "x·tanh(softplus(x))",
    formula = "y = x·tanh(log(1 + exp(x)))",
    shapes = "x (…) → y (…)",
    source = "Misra 2019, arXiv 1908.08681")
public final class Mish implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.multiply(Softplus.of(x).tanh());
  }
}
