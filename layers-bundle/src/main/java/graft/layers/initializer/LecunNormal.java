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
 * Normal cut at two deviations and widened to keep its variance, variance 1 / fan in. LeCun,
 * Bottou, Orr, Müller 1998, "Efficient BackProp", equation 16; fans and the cut as in Keras. For
 * selu.
 */
@Component
@InitializerType("lecun_normal")
@Doc(
    value = "truncated normal, variance 1 / fan in",
    formula = "√(1/fan in)·z",
    source = "LeCun et al. 1998, Efficient BackProp; as Keras' LecunNormal")
public final class LecunNormal implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    double deviation = Math.sqrt(1 / Fans.of(type.shape()).in());
    return TruncatedNormal.standard(type, random).multiply(deviation / TruncatedNormal.DEVIATION);
  }
}
