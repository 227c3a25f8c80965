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
public final class MaxPooling2d implements Layer<MaxPooling2d.Config> {
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
    return Pooling.max(x, window);
  }
}
