package graft.layers.initializer;

import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.NoConfig;
import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/** 1 in every element. */
@Component
@InitializerType("ones")
@Doc(value = "1 everywhere", formula = "1", source = "as Keras' Ones")
public final class Ones implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    return Tensor.full(type, 1);
  }
}
