package graft.layers.pooling;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of each window, {@code y[b,i,j,c] = mean x[b, i·s+u, j·s+v, c]}. x (batch, height,
 * width, channels) → y (batch, height', width', channels). Padding does not count. As Keras'
 * AveragePooling2D.
 */
@Component
@LayerType("average_pooling2d")
@Doc(
    value = "the mean of each window of an image",
    formula = "y[b,i,j,c] = mean x[b, i·s+u, j·s+v, c]",
    shapes = "x (batch, height, width, channels) → y (batch, height', width', channels)",
    source = "as Keras' AveragePooling2D")
public final class AveragePooling2d implements Layer<PoolingConfig2d> {
  @Override
  public Tensor apply(PoolingConfig2d c, Tensor x, Scope scope) {
    return Pooling.average(x, c.window(x));
  }
}
