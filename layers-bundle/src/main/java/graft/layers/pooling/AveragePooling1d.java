package graft.layers.pooling;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of each window, {@code y[b,i,c] = mean x[b, i·s+u, c]}. x (batch, steps, channels) → y
 * (batch, steps', channels). Padding does not count. As Keras' AveragePooling1D.
 */
@Component
@LayerType("average_pooling1d")
@Doc(
    value = "the mean of each window of a sequence",
    formula = "y[b,i,c] = mean x[b, i·s+u, c]",
    shapes = "x (batch, steps, channels) → y (batch, steps', channels)",
    source = "as Keras' AveragePooling1D")
public final class AveragePooling1d implements Layer<PoolingConfig1d> {
  @Override
  public Tensor apply(PoolingConfig1d c, Tensor x, Scope scope) {
    return Pooling.average(x, c.window(x));
  }
}
