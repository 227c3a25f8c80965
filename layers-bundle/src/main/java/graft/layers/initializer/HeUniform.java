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
 * Uniform in ±√(3·variance), variance 2 / fan in. He, Zhang, Ren, Sun 2015, arXiv 1502.01852,
 * equation 10; fans as in Keras.
 */
@Component
@InitializerType("he_uniform")
@Doc(
    value = "uniform, variance 2 / fan in",
    formula = "uniform in ±√(6/fan in)",
    source = "He et al. 2015, arXiv 1502.01852, equation 10; as Keras' HeUniform")
public final class HeUniform implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    Fans fans = Fans.of(type.shape());
    double limit = Math.sqrt(3 * 2.0 / fans.in());
    return random.uniform(type).multiply(2 * limit).subtract(limit);
  }
}
