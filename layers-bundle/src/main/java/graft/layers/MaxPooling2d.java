package graft.layers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Op;
import graft.api.Range;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.Window;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The greatest element of each window. x (batch, height, width, channels) → y (batch, height',
 * width', channels). Padding never wins; of ties the first gets the gradient. As Keras'
 * MaxPooling2D.
 */
@Component
@LayerType("max_pooling2d")
@Doc("the greatest element of each window of an image")
public final class MaxPooling2d implements Layer<MaxPooling2d.Config> {
  public record Config(
      @Default("[2, 2]") @Range(min = 1) List<Integer> poolSize,
      @Range(min = 1) @Doc("step between windows; left out: pool_size")
          Optional<List<Integer>> strides,
      @Default("valid") Window.Padding padding) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 4) {
      throw new ShapeException(
          "needs images (batch, height, width, channels), got " + x.shape(),
          "add an axis by reshape");
    }
    List<Integer> strides = c.strides().orElse(c.poolSize());
    Window window = Window.of(x.shape(), c.poolSize(), strides, c.padding(), List.of(1));
    return Tensor.of(new Op.Pool(Op.Pooling.MAX, window), x);
  }
}
