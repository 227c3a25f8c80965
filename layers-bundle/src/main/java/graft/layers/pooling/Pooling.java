package graft.layers.pooling;

import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import java.util.Collections;

/** What pooling layers share, for any number of spatial axes. */
final class Pooling {
  private Pooling() {}

  /** The greatest of each window; padding never wins. */
  static Tensor max(Tensor x, Window window) {
    return Tensor.of(new Op.Pool(Op.Pooling.MAX, window), x);
  }

  /** The mean of each window; padding does not count. */
  static Tensor average(Tensor x, Window window) {
    Op.Pool sum = new Op.Pool(Op.Pooling.SUM, window);
    Tensor y = Tensor.of(sum, x);
    if (Collections.max(window.low()) == 0 && Collections.max(window.high()) == 0) {
      return y.divide(window.size().stream().reduce(1, Math::multiplyExact));
    }
    Shape one = x.shape().with(0, 1).with(-1, 1);
    return y.divide(Tensor.of(sum, Tensor.full(new TensorType(x.dtype(), one), 1)));
  }

  /** y (batch, channels), with {@code spatial} axes of size 1 in between if they are kept. */
  static Tensor kept(Tensor y, boolean keepdims, int spatial) {
    Tensor kept = y;
    for (int i = 0; keepdims && i < spatial; i++) {
      kept = kept.expandDims(1);
    }
    return kept;
  }
}
