package graft.layers.pooling;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The greatest element of each window, {@code y[b,i,j,c] = max x[b, i·s+u, j·s+v, c]}. x (batch,
 * height, width, channels) → y (batch, height', width', channels). Padding never wins; of ties the
 * first gets the gradient. As Keras' MaxPooling2D.
 */
@Component
@LayerType("max_pooling2d")
@Doc(
    value = "the greatest element of each window of an image",
    formula = "y[b,i,j,c] = max x[b, i·s+u, j·s+v, c]",
    shapes = "x (batch, height, width, channels) → y (batch, height', width', channels)",
    source = "as Keras' MaxPooling2D")
public final class MaxPooling2d implements Layer<PoolingConfig2d> {
  @Override
  public Tensor apply(PoolingConfig2d c, Tensor x, Scope scope) {
    return Pooling.max(x, c.window(x));
  }
}
