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
 * Normal cut at two deviations and widened to keep its variance, variance 2 / fan in. He, Zhang,
 * Ren, Sun 2015, arXiv 1502.01852, equation 10; fans and the cut as in Keras.
 */
@Component
@InitializerType("he_normal")
@Doc(
    value = "truncated normal, variance 2 / fan in",
    formula = "√(2/fan in)·z, |z| cut at 2 deviations",
    source = "He et al. 2015, arXiv 1502.01852, equation 10; as Keras' HeNormal")
public final class HeNormal implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    Fans fans = Fans.of(type.shape());
    double deviation = Math.sqrt(2.0 / fans.in());
    return TruncatedNormal.standard(type, random).multiply(deviation / TruncatedNormal.DEVIATION);
  }
}
