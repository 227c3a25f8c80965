package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import graft.layers.common.Layout;
import graft.layers.common.Masked;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of each channel of a sequence over the steps that count, {@code y[b,c] = mean over i of
 * x[b,i,c]}. x (batch, steps, channels) → y (batch, channels), with keepdims (batch, 1, channels).
 * Masked steps are left out, as in Keras' GlobalAveragePooling1D; without any that counts y is 0.
 */
@Component
@LayerType("global_average_pooling1d")
@Doc(
    value = "the mean of each channel of a sequence",
    formula = "y[b,c] = mean over i of x[b,i,c], over unmasked steps",
    shapes = "x (batch, steps, channels) → y (batch, channels), with keepdims (batch, 1, channels)",
    source = "as Keras' GlobalAveragePooling1D")
public final class GlobalAveragePooling1d implements Layer<GlobalAveragePooling1d.Config> {
  public record Config(
      @Default("false") @Doc("keeps an axis of steps of size 1") boolean keepdims) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    Tensor y = Pooling.kept(Masked.mean(x, scope.mask(x), 1), c.keepdims(), 1);
    scope.mask(y, Optional.empty()); // there are no steps any more
    return y;
  }
}
