package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = 0} where x ≤ −1, {@code (x + 1)²/4} between, x where x ≥ 1: softplus with exact zeros.
 * As Keras' sparse_plus.
 */
@Component
@ActivationType("sparse_plus")
@Doc(
    value = "softplus with exact zeros",
    formula = "0 where x ≤ −1, (x + 1)²/4 between, x where x ≥ 1",
    shapes = "x (…) → y (…)",
    source = "as Keras' sparse_plus")
public final class SparsePlus implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    Tensor one = Tensor.constant(x.dtype(), 1);
    Tensor curve = Relu.of(x.add(1), 0, 2, 0).square().multiply(0.25);
    return x.greaterEqual(one).select(x, curve);
  }
}
