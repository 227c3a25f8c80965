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
 * Normal cut at two deviations and widened to keep its variance, variance 2 / (fan in + fan out).
 * Glorot and Bengio 2010, equation 16; fans and the cut as in Keras.
 */
@Component
@InitializerType("glorot_normal")
@Doc(
    value = "truncated normal, variance 2 / (fan in + fan out)",
    formula = "√(2/(fan in + fan out))·z, |z| cut at 2 deviations",
    source = "Glorot, Bengio 2010, equation 16; as Keras' GlorotNormal")
public final class GlorotNormal implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    Fans fans = Fans.of(type.shape());
    double deviation = Math.sqrt(2.0 / (fans.in() + fans.out()));
    return TruncatedNormal.standard(type, random).multiply(deviation / TruncatedNormal.DEVIATION);
  }
}
