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
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The gradient of {@code conv2d} to its input, as a layer that enlarges images: each x[b,i,j,·] is
 * multiplied by the kernel and added at (i·s, j·s). x (batch, height, width, channels) → y (batch,
 * height', width', filters), height' = height·s with padding 'same', (height − 1)·s + max(rows, s)
 * with 'valid'; kernel (rows, columns, filters, channels), bias (filters).
 *
 * <p>With output_padding p (below the stride): (height − 1)·s + p + (same: rows mod 2, valid:
 * rows). As Keras' Conv2DTranspose; dilation may go with strides.
 */
@Component
@LayerType("conv2d_transpose")
@Doc(
    value = "transposed 2-d convolution: enlarges images",
    formula = "y = activation(bias + Σ x[b,i,j,c]·kernel[u,v,o,c] at (i·s+u·d, j·s+v·d))",
    shapes = "x (batch, height, width, channels) → y (batch, height', width', filters)",
    source = "as Keras' Conv2DTranspose")
public final class Conv2dTranspose implements Layer<Conv2dTranspose.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("rows and columns of the kernel") List<Integer> kernelSize,
      @Default("[1, 1]") @Range(min = 1) @Doc("step between windows") List<Integer> strides,
      @Default("valid") @Doc("same: output size = input size · stride") Window.Padding padding,
      @Range(min = 0) @Doc("rows and columns added after; left out: by padding")
          Optional<List<Integer>> outputPadding,
      @Default("[1, 1]") @Range(min = 1) @Doc("distance of neighbours in a window")
          List<Integer> dilationRate,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    Window steps =
        Window.of(x.shape(), c.kernelSize(), c.strides(), Window.Padding.VALID, c.dilationRate());
    Tensor y = Convolution.transposed(x, steps, c.padding(), c.outputPadding(), c.filters(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
