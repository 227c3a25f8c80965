package graft.layers.convolution;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.Window;
import graft.layers.common.Layout;
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
@Doc(
    value = "2-d convolution of images",
    formula = "y[b,i,j,o] = activation(bias[o] + Σ x[b, i·s+u·d, j·s+v·d, c]·kernel[u,v,c,o])",
    shapes = "x (batch, height, width, channels) → y (batch, height', width', filters)",
    source = "as Keras' Conv2D")
public final class Conv2d implements Layer<Conv2d.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("rows and columns of the kernel") List<Integer> kernelSize,
      @Default("[1, 1]") @Range(min = 1) @Doc("step between windows") List<Integer> strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding,
      @Default("[1, 1]") @Range(min = 1) @Doc("distance of neighbours in a window")
          List<Integer> dilationRate,
      @Default("1") @Range(min = 1) @Doc("channel groups convolved apart") int groups,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    Window window =
        Window.of(x.shape(), c.kernelSize(), c.strides(), c.padding(), c.dilationRate());
    Tensor y = Convolution.full(x, window, c.filters(), c.groups(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
