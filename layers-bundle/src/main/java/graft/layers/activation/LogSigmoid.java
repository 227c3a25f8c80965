package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = log(1/(1 + exp(−x))) = −softplus(−x)}, stable for large |x|. */
@Component
@ActivationType("log_sigmoid")
@Doc(
    value = "log(sigmoid(x))",
    formula = "y = −log(1 + exp(−x))",
    shapes = "x (…) → y (…)",
    source = "as Keras' log_sigmoid")
public final class LogSigmoid implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return Softplus.of(x.negate()).negate();
  }
}
