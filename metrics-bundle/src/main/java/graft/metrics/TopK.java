package graft.metrics;

import graft.api.DType;
import graft.api.Tensor;

/** Whether the right class is among the k greatest predictions. */
final class TopK {
  private TopK() {}

  /**
   * 1 where fewer than k of (…, classes) are greater than that of the class, else 0: (…). Ties
   * count in favour; an id outside of the classes is wrong.
   */
  static Tensor hits(Tensor prediction, Tensor ids, int k) {
    Tensor chosen = ids.oneHot(prediction.shape().last(), DType.BOOL);
    Tensor none = Tensor.constant(prediction.dtype(), Double.POSITIVE_INFINITY);
    Tensor own = chosen.select(prediction, none).min(-1);
    Tensor greater = prediction.greater(own.like(prediction, -1)).cast(DType.I32).sum(-1);
    Tensor few = greater.less(Tensor.constant(DType.I32, k));
    return few.and(own.isFinite()).cast(DType.F32);
  }
}
