package graft.layers.initializer;

import graft.api.DType;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.NoConfig;
import graft.api.Randoms;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * The bias of an LSTM's gates (i, f, g, o): 1 for f, so that it remembers at first, and 0 for the
 * others. Shape (4·units). Jozefowicz, Zaremba, Sutskever 2015.
 */
@Component
@InitializerType("unit_forget_bias")
@Doc(
    value = "the bias of an LSTM: 1 for the forget gate",
    formula = "(0, 1, 0, 0), each units times",
    shapes = "(4·units)",
    source = "Jozefowicz, Zaremba, Sutskever 2015; as Keras' unit_forget_bias")
public final class UnitForgetBias implements Initializer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, TensorType type, Randoms random) {
    if (type.shape().last() % 4 != 0) {
      throw new ShapeException(
          "the last axis must have the four gates of an LSTM, got " + type.shape(), "take zeros");
    }
    Tensor index = Tensor.iota(DType.I32, type.shape(), -1);
    int units = type.shape().last() / 4;
    return index.divide(units).equal(Tensor.constant(DType.I32, 1)).cast(type.dtype());
  }
}
