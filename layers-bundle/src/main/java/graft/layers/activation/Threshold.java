package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x} where x &gt; threshold, else default_value. As Keras' threshold. */
@Component
@ActivationType("threshold")
@Doc(
    value = "x where x > threshold, else a value",
    formula = "x where x > threshold, else default_value",
    shapes = "x (…) → y (…)",
    source = "as Keras' threshold")
public final class Threshold implements Activation<Threshold.Config> {
  public record Config(double threshold, double defaultValue) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return x.greater(c.threshold()).select(x, Tensor.constant(x.dtype(), c.defaultValue()));
  }
}
