package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = min(max(x + 3, 0), 6)/6}, a piecewise linear sigmoid, as in Keras 3. */
@Component
@ActivationType("hard_sigmoid")
@Doc(
    value = "relu6(x + 3) / 6",
    formula = "y = min(max(x + 3, 0), 6)/6",
    shapes = "x (…) → y (…)",
    source = "as Keras' hard_sigmoid")
public final class HardSigmoid implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return Relu.of(x.add(3), 0, 6, 0).divide(6);
  }
}
