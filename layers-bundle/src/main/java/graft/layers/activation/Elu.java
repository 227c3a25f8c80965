package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x &gt; 0, else {@code alpha·(exp(x) − 1)}. Clevert, Unterthiner, Hochreiter
 * 2015, arXiv 1511.07289.
 */
@Component
@ActivationType("elu")
@Doc(
    value = "x where x > 0, else alpha·(exp(x) − 1)",
    formula = "y = x where x > 0, else alpha·(exp(x) − 1)",
    shapes = "x (…) → y (…)",
    source = "Clevert, Unterthiner, Hochreiter 2015, arXiv 1511.07289")
public final class Elu implements Activation<Elu.Config> {
  public record Config(@Default("1") double alpha) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return of(x, c.alpha());
  }

  /** The exponent is 0 where x counts, so that no infinity meets the gradient's 0. */
  static Tensor of(Tensor x, double alpha) {
    Tensor positive = x.greater(0);
    Tensor exponent = positive.select(Tensor.constant(x.dtype(), 0), x);
    return positive.select(x, exponent.expm1().multiply(alpha));
  }
}
