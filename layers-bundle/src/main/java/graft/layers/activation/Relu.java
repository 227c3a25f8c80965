package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = max_value} where x ≥ max_value, x where threshold &lt; x &lt; max_value, else {@code
 * negative_slope·(x − threshold)}; by default max(x, 0). As Keras' relu; relu'(0) = 0, NaN stays
 * NaN.
 */
@Component
@ActivationType("relu")
@Doc(
    value = "x where x > 0, else 0 (with slope, ceiling and threshold)",
    formula = "y = max(x, 0)",
    shapes = "x (…) → y (…)",
    source = "Nair, Hinton 2010; as Keras' relu")
public final class Relu implements Activation<Relu.Config> {
  public record Config(
      @Default("0") @Range(min = 0) double negativeSlope,
      Optional<Double> maxValue,
      @Default("0") double threshold) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return of(x, c.negativeSlope(), c.maxValue().orElse(Double.POSITIVE_INFINITY), c.threshold());
  }

  /** A select rather than a maximum: one comparison gives NaN and the gradient at 0 as stated. */
  static Tensor of(Tensor x, double slope, double max, double threshold) {
    Tensor zero = Tensor.constant(x.dtype(), 0);
    Tensor below = slope == 0 ? zero : x.subtract(threshold).multiply(slope);
    Tensor y = x.lessEqual(Tensor.constant(x.dtype(), threshold)).select(below, x);
    if (max == Double.POSITIVE_INFINITY) {
      return y;
    }
    Tensor ceiling = Tensor.constant(x.dtype(), max);
    return x.greaterEqual(ceiling).select(ceiling, y);
  }
}
