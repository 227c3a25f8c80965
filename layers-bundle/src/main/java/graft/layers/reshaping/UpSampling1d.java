package graft.layers.reshaping;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import graft.layers.common.Layout;
import org.osgi.service.component.annotations.Component;

/**
 * Repeats each step of a sequence, {@code y[b,i,c] = x[b, ⌊i/size⌋, c]}. x (batch, steps, channels)
 * → y (batch, steps·size, channels). As Keras' UpSampling1D.
 */
@Component
@LayerType("up_sampling1d")
@Doc(
    value = "repeats each step of a sequence",
    formula = "y[b,i,c] = x[b, ⌊i/size⌋, c]",
    shapes = "x (batch, steps, channels) → y (batch, steps·size, channels)",
    source = "as Keras' UpSampling1D")
public final class UpSampling1d implements Layer<UpSampling1d.Config> {
  public record Config(@Default("2") @Range(min = 1) @Doc("how often each step comes") int size) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    return Enlargement.nearest(x, 1, c.size());
  }
}
