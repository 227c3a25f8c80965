package graft.layers.common;

import graft.api.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;

/** What layers that honour masks share. */
public final class Masks {
  private Masks() {}

  /** x, and 0 where it is masked: not even an infinite value there reaches a gradient. */
  public static Tensor zeroed(Tensor x, Optional<Tensor> mask) {
    return mask.map(m -> spread(m, x).select(x, Tensor.constant(x.dtype(), 0))).orElse(x);
  }

  /** A mask repeated along the axes of x that it does not have. */
  public static Tensor spread(Tensor mask, Tensor x) {
    int[] inner = IntStream.range(mask.rank(), x.rank()).toArray();
    return inner.length == 0 ? mask : mask.like(x, inner);
  }
}
