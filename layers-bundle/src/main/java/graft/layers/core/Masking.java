package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Masks the time steps whose features all equal {@code mask_value}, and sets them to 0: what
 * follows (recurrent layers, attention, pooling, loss) does not count them. x (batch, time …,
 * features) → y of the same shape, mask (batch, time …).
 */
@Component
@LayerType("masking")
@Doc(
    value = "masks time steps that are all mask_value",
    formula = "mask = any(x ≠ mask_value over features); y = mask ? x : 0",
    shapes = "x (batch, time, features) → y (batch, time, features)",
    source = "as Keras' Masking")
public final class Masking implements Layer<Masking.Config> {
  public record Config(@Default("0") @Doc("the value of padding") double maskValue) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() < 3) {
      throw new ShapeException("needs (batch, time, features), got " + x.shape(), "");
    }
    Tensor padding = Tensor.constant(x.dtype(), c.maskValue());
    Tensor some = x.notEqual(padding).max(-1);
    Tensor mask = scope.mask(x).filter(m -> m.rank() == some.rank()).map(some::and).orElse(some);
    Tensor y = mask.like(x, -1).select(x, Tensor.constant(x.dtype(), 0));
    scope.mask(y, Optional.of(mask));
    return y;
  }
}
