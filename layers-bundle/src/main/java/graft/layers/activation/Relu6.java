package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = min(max(x, 0), 6)}. */
@Component
@ActivationType("relu6")
@Doc(
    value = "min(max(x, 0), 6)",
    formula = "y = min(max(x, 0), 6)",
    shapes = "x (…) → y (…)",
    source = "as Keras' relu6")
public final class Relu6 implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return Relu.of(x, 0, 6, 0);
  }
}
