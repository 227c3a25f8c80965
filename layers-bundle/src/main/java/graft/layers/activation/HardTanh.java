package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = min(max(x, −1), 1)}, of slope 0 at ±1 and beyond. As Keras' hard_tanh. */
@Component
@ActivationType("hard_tanh")
@Doc(
    value = "x between −1 and 1",
    formula = "min(max(x, −1), 1)",
    shapes = "x (…) → y (…)",
    source = "as Keras' hard_tanh")
public final class HardTanh implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    // Shifted by one: the rectifier has the slopes at the ends as stated.
    return Relu.of(x.add(1), 0, 2, 0).subtract(1);
  }
}
