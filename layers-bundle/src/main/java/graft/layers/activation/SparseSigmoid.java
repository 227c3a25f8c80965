package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = min(max((x + 1)/2, 0), 1)}: a sigmoid of straight lines. As Keras' sparse_sigmoid. */
@Component
@ActivationType("sparse_sigmoid")
@Doc(
    value = "a sigmoid of straight lines with exact 0 and 1",
    formula = "min(max((x + 1)/2, 0), 1)",
    shapes = "x (…) → y (…)",
    source = "as Keras' sparse_sigmoid")
public final class SparseSigmoid implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return Relu.of(x.add(1).multiply(0.5), 0, 1, 0);
  }
}
