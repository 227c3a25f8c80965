package graft.layers.initializer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/** The same value in every element. */
@Component
@InitializerType("constant")
@Doc(value = "one value everywhere", formula = "value", source = "as Keras' Constant")
public final class Constant implements Initializer<Constant.Config> {
  public record Config(@Default("0") double value) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    return Tensor.full(type, c.value());
  }
}
