package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import graft.api.Window;
import graft.layers.common.Layout;
import java.util.List;
import java.util.Optional;
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
public final class AveragePooling1d implements Layer<AveragePooling1d.Config> {
  public record Config(
      @Default("2") @Range(min = 1) @Doc("steps of a window") int poolSize,
      @Range(min = 1) @Doc("step between windows; left out: pool_size") Optional<Integer> strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    List<Integer> size = List.of(c.poolSize());
    List<Integer> strides = List.of(c.strides().orElse(c.poolSize()));
    return Pooling.average(x, Window.of(x.shape(), size, strides, c.padding(), List.of(1)));
  }
}
