package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = x} where |x| &gt; threshold, else 0. As Keras' hard_shrink (PyTorch: lambda). */
@Component
@ActivationType("hard_shrink")
@Doc(
    value = "x where |x| > threshold, else 0",
    formula = "x where |x| > threshold, else 0",
    shapes = "x (…) → y (…)",
    source = "as Keras' hard_shrink")
public final class HardShrink implements Activation<HardShrink.Config> {
  public record Config(@Default("0.5") @Range(min = 0) double threshold) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    return x.abs().greater(c.threshold()).select(x, Tensor.constant(x.dtype(), 0));
  }
}
