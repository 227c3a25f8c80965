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
public final class AveragePooling2d implements Layer<AveragePooling2d.Config> {
  public record Config(
      @Default("[2, 2]") @Range(min = 1) @Doc("rows and columns of a window")
          List<Integer> poolSize,
      @Range(min = 1) @Doc("step between windows; left out: pool_size")
          Optional<List<Integer>> strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    List<Integer> strides = c.strides().orElse(c.poolSize());
    Window window = Window.of(x.shape(), c.poolSize(), strides, c.padding(), List.of(1));
    return Pooling.average(x, window);
  }
}
