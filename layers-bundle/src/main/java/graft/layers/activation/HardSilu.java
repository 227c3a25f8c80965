package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x·relu6(x + 3)/6}, silu of straight lines, also called hard_swish. Howard et al. 2019,
 * arXiv 1905.02244, section 5.2.
 */
@Component
@ActivationType("hard_silu")
@Doc(
    value = "x·hard_sigmoid(x), also called hard_swish",
    formula = "x·relu6(x + 3)/6",
    shapes = "x (…) → y (…)",
    source = "Howard et al. 2019, arXiv 1905.02244, section 5.2")
public final class HardSilu implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.multiply(Relu.of(x.add(3), 0, 6, 0)).divide(6);
  }
}
