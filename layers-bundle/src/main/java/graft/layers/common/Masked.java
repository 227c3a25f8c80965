package graft.layers.common;

import graft.api.Tensor;
import java.util.Optional;

/** Reductions over what counts. */
public final class Masked {
  private Masked() {}

  /** The mean over axes of what the mask (batch, time …) lets count; 0 if nothing does. */
  public static Tensor mean(Tensor x, Optional<Tensor> mask, int... axes) {
    if (mask.isEmpty()) {
      return x.mean(axes);
    }
    Tensor total = Masks.spread(mask.get(), x).cast(x.dtype()).sum(axes).maximum(1);
    return Masks.zeroed(x, mask).sum(axes).divide(total);
  }
}
