package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = (x + √(x² + b))/2}: a softplus of roots. Barron 2021, arXiv 2112.11687, equation 2.
 */
@Component
@ActivationType("squareplus")
@Doc(
    value = "a smooth rectifier by a root",
    formula = "(x + √(x² + b))/2",
    shapes = "x (…) → y (…)",
    source = "Barron 2021, arXiv 2112.11687, equation 2")
public final class Squareplus implements Activation<Squareplus.Config> {
  public record Config(
      @Default("4") @Range(min = 0, minExclusive = true) @Doc("roundness at 0") double b) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    Tensor root = x.square().add(c.b()).sqrt();
    // Below 0 the sum cancels; b/(√(x² + b) − x) is the same number with all its digits.
    Tensor zero = Tensor.constant(x.dtype(), 0);
    Tensor negative = x.less(zero);
    Tensor below =
        Tensor.constant(x.dtype(), c.b()).divide(root.subtract(negative.select(x, zero)));
    Tensor above = root.add(x);
    return negative.select(below, above).multiply(0.5);
  }
}
