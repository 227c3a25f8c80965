package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x}. */
@Component
@ActivationType("linear")
@Doc(value = "x itself", formula = "y = x", shapes = "x (…) → y (…)")
public final class Linear implements Activation<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x) {
    return x;
  }
}
