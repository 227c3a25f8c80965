package graft.layers.initializer;

import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.NoConfig;
import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * Uniform in ±√(3 / fan in), variance 1 / fan in. LeCun, Bottou, Orr, Müller 1998, "Efficient
 * BackProp", equation 16; fans as in Keras.
 */
@Component
@InitializerType("lecun_uniform")
@Doc(
    value = "uniform, variance 1 / fan in",
    formula = "±√(3/fan in)",
    source = "LeCun et al. 1998, Efficient BackProp; as Keras' LecunUniform")
public final class LecunUniform implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    double limit = Math.sqrt(3 / Fans.of(type.shape()).in());
    return random.uniform(type).multiply(2 * limit).subtract(limit);
  }
}
