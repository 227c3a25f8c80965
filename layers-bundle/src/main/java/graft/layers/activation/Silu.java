package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x·sigmoid(x)}. Elfwing, Uchibe, Doya 2017, arXiv 1702.03118. */
@Component
@ActivationType("silu")
@Doc(
    value = "x·sigmoid(x), also called swish",
    formula = "y = x·sigmoid(x)",
    shapes = "x (…) → y (…)",
    source = "Elfwing, Uchibe, Doya 2017, arXiv 1702.03118")
public final class Silu implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.multiply(x.sigmoid());
  }
}
