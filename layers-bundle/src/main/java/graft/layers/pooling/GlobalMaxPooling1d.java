package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import graft.layers.common.Layout;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The greatest element of each channel of a sequence, {@code y[b,c] = max over i of x[b,i,c]}. x
 * (batch, steps, channels) → y (batch, channels), with keepdims (batch, 1, channels). Ties share
 * the gradient. As Keras' GlobalMaxPooling1D, which looks at masked steps too.
 */
@Component
@LayerType("global_max_pooling1d")
@Doc(
    value = "the greatest element of each channel of a sequence",
    formula = "y[b,c] = max over i of x[b,i,c]",
    shapes = "x (batch, steps, channels) → y (batch, channels), with keepdims (batch, 1, channels)",
    source = "as Keras' GlobalMaxPooling1D")
public final class GlobalMaxPooling1d implements Layer<GlobalMaxPooling1d.Config> {
  public record Config(
      @Default("false") @Doc("keeps an axis of steps of size 1") boolean keepdims) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    Tensor y = Pooling.kept(x.max(1), c.keepdims(), 1);
    scope.mask(y, Optional.empty()); // there are no steps any more
    return y;
  }
}
