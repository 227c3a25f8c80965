package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = sign(x)·max(|x| − threshold, 0)}: towards 0 by threshold. As Keras' soft_shrink
 * (PyTorch: lambda).
 */
@Component
@ActivationType("soft_shrink")
@Doc(
    value = "x, nearer to 0 by threshold",
    formula = "sign(x)·max(|x| − threshold, 0)",
    shapes = "x (…) → y (…)",
    source = "as Keras' soft_shrink")
public final class SoftShrink implements Activation<SoftShrink.Config> {
  public record Config(@Default("0.5") @Range(min = 0) double threshold) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    Tensor outside = x.abs().greater(c.threshold());
    Tensor moved = x.subtract(x.sign().multiply(c.threshold()));
    return outside.select(moved, Tensor.constant(x.dtype(), 0));
  }
}
