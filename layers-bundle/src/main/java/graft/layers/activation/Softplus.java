package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = log(1 + exp(x))}, positive and smooth. */
@Component
@ActivationType("softplus")
@Doc(
    value = "log(1 + exp(x))",
    formula = "y = log(1 + exp(x))",
    shapes = "x (…) → y (…)",
    source = "Glorot, Bordes, Bengio 2011; as Keras' softplus")
public final class Softplus implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return of(x);
  }

  /**
   * Above 40 x itself, which is exact in f64 too: exp(−40) is below half an ulp of 40. No form with
   * |x|, whose gradient at 0 would be 0 instead of ½.
   */
  static Tensor of(Tensor x) {
    Tensor large = x.greater(40);
    return large.select(x, large.select(Tensor.constant(x.dtype(), 0), x).exp().log1p());
  }
}
