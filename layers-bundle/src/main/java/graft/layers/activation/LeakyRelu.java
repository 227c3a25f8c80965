package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x ≥ 0, else {@code negative_slope·x}. The slope is .2 as in Keras' function
 * (Keras' layer .3, PyTorch .01).
 */
@Component
@ActivationType("leaky_relu")
@Doc(
    value = "x where x ≥ 0, else negative_slope·x",
    formula = "y = x where x ≥ 0, else negative_slope·x",
    shapes = "x (…) → y (…)",
    source = "Maas, Hannun, Ng 2013; as Keras' leaky_relu")
public final class LeakyRelu implements Activation<LeakyRelu.Config> {
  public record Config(@Default("0.2") double negativeSlope) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return x.less(Tensor.constant(x.dtype(), 0)).select(x.multiply(c.negativeSlope()), x);
  }
}
