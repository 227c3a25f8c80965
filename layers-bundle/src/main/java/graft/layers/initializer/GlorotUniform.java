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
 * Uniform in ±√(3·variance), variance 2 / (fan in + fan out). Glorot and Bengio 2010, equation 16;
 * fans as in Keras.
 */
@Component
@InitializerType("glorot_uniform")
@Doc(
    value = "uniform, variance 2 / (fan in + fan out)",
    formula = "uniform in ±√(6/(fan in + fan out))",
    source = "Glorot, Bengio 2010, equation 16; as Keras' GlorotUniform")
public final class GlorotUniform implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    Fans fans = Fans.of(type.shape());
    double limit = Math.sqrt(3 * 2.0 / (fans.in() + fans.out()));
    return random.uniform(type).multiply(2 * limit).subtract(limit);
  }
}
