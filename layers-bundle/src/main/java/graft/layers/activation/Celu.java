package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x &gt; 0, else {@code alpha·(exp(x/alpha) − 1)}: elu with a slope without
 * jump for any alpha. Barron 2017, arXiv 1704.07483.
 */
@Component
@ActivationType("celu")
@Doc(
    value = "x where x > 0, else alpha·(exp(x/alpha) − 1)",
    formula = "max(x, 0) + min(alpha·(exp(x/alpha) − 1), 0)",
    shapes = "x (…) → y (…)",
    source = "Barron 2017, arXiv 1704.07483")
public final class Celu implements Activation<Celu.Config> {
  public record Config(@Default("1") @Range(min = 0, minExclusive = true) double alpha) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return Elu.of(x.divide(c.alpha()), 1).multiply(c.alpha());
  }
}
