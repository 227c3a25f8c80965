package graft.layers.regularization;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * In training {@code y = x·(1 + ε·√(rate/(1 − rate)))} with ε standard normal: the mean and
 * variance of dropout; in prediction y = x. x (batch, …) → y of the same shape. Srivastava et al.
 * 2014, section 10.
 */
@Component
@LayerType("gaussian_dropout")
@Doc(
    value = "in training multiplies by normal noise of mean 1",
    formula = "y = x·(1 + ε·√(rate/(1 − rate))), ε ~ N(0, 1)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "Srivastava et al. 2014, JMLR 15; as Keras' GaussianDropout")
public final class GaussianDropout implements Layer<GaussianDropout.Config> {
  public record Config(
      @Range(min = 0, max = 1, maxExclusive = true) @Doc("as of dropout with the same variance")
          double rate) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (!scope.training() || c.rate() == 0) {
      return x;
    }
    double deviation = Math.sqrt(c.rate() / (1 - c.rate()));
    return x.multiply(scope.random().normal(x.type()).multiply(deviation).add(1));
  }
}
