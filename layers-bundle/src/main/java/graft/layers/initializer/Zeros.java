package graft.layers.initializer;

import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.NoConfig;
import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/** 0 in every element. */
@Component
@InitializerType("zeros")
@Doc(value = "0 everywhere", formula = "0", source = "as Keras' Zeros")
public final class Zeros implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    return Tensor.full(type, 0);
  }
}
