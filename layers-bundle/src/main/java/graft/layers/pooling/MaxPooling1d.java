package graft.layers.pooling;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The greatest element of each window, {@code y[b,i,c] = max x[b, i·s+u, c]}. x (batch, steps,
 * channels) → y (batch, steps', channels). Padding never wins; of ties the first gets the gradient.
 * As Keras' MaxPooling1D.
 */
@Component
@LayerType("max_pooling1d")
@Doc(
    value = "the greatest element of each window of a sequence",
    formula = "y[b,i,c] = max x[b, i·s+u, c]",
    shapes = "x (batch, steps, channels) → y (batch, steps', channels)",
    source = "as Keras' MaxPooling1D")
public final class MaxPooling1d implements Layer<PoolingConfig1d> {
  @Override
  public Tensor apply(PoolingConfig1d c, Tensor x, Scope scope) {
    return Pooling.max(x, c.window(x));
  }
}
