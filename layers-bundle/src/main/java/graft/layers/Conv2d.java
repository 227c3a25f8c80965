package graft.layers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Op;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.Window;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Convolution over images, {@code y[b,i,j,o] = activation(bias[o] + Σ x[b, i·s+u·d, j·s+v·d, c] ·
 * kernel[u,v,c,o])}: a cross-correlation, as in every framework. x (batch, height, width, channels)
 * → y (batch, height', width', filters); kernel (rows, columns, channels/groups, filters), bias
 * (filters).
 *
 * <p>As Keras' Conv2D, channels last; of an odd padding 'same' puts the larger part after (PyTorch
 * pads symmetrically). Strides and dilation may both be above 1.
 */
@Component
@LayerType("conv2d")
@Doc("2-d convolution of images (batch, height, width, channels)")
public final class Conv2d implements Layer<Conv2d.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("rows and columns of the kernel") List<Integer> kernelSize,
      @Default("[1, 1]") @Range(min = 1) List<Integer> strides,
      @Default("valid") Window.Padding padding,
      @Default("[1, 1]") @Range(min = 1) List<Integer> dilationRate,
      @Default("1") @Range(min = 1) @Doc("channel groups convolved apart") int groups,
      @Default("linear") Spec activation,
      @Default("true") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 4) {
      throw new ShapeException(
          "needs images (batch, height, width, channels), got " + x.shape(),
          "add an axis by reshape");
    }
    Window window =
        Window.of(x.shape(), c.kernelSize(), c.strides(), c.padding(), c.dilationRate());
    int rows = window.size().get(0);
    int columns = window.size().get(1);
    Shape shape = Shape.of(rows, columns, x.shape().last() / c.groups(), c.filters());
    Tensor kernel = scope.param("kernel", shape, Spec.of("glorot_uniform"));
    Tensor y = Tensor.of(new Op.Conv(window, c.groups()), x, kernel);
    if (c.useBias()) {
      y = y.add(scope.param("bias", Shape.of(c.filters()), Spec.of("zeros")));
    }
    return scope.activation(c.activation(), y);
  }
}
