package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x − tanh(x)}: about x³/3 near 0. As Keras' tanh_shrink. */
@Component
@ActivationType("tanh_shrink")
@Doc(
    value = "x − tanh(x)",
    formula = "x − tanh(x)",
    shapes = "x (…) → y (…)",
    source = "as Keras' tanh_shrink")
public final class TanhShrink implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x.subtract(x.tanh());
  }
}
