package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = scale·elu(x, alpha)} with the constants of Klambauer, Unterthiner, Mayr, Hochreiter
 * 2017, arXiv 1706.02515, that keep mean 0 and variance 1.
 */
@Component
@ActivationType("selu")
@Doc(
    value = "scaled exponential linear unit",
    formula = "y = 1.0507009873554805·elu(x, 1.6732632423543772)",
    shapes = "x (…) → y (…)",
    source = "Klambauer et al. 2017, arXiv 1706.02515")
public final class Selu implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return Elu.of(x, 1.6732632423543772).multiply(1.0507009873554805);
  }
}
