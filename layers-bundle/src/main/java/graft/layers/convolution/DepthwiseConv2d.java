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
 * Convolution of each channel apart, {@code y[b,i,j,c·m+q] = activation(bias[c·m+q] + Σ x[b,
 * i·s+u·d, j·s+v·d, c] · depthwise[u,v,c,q])} with m = depth_multiplier. x (batch, height, width,
 * channels) → y (batch, height', width', channels·m); depthwise (rows, columns, channels, m), bias
 * (channels·m).
 *
 * <p>As Keras' DepthwiseConv2D: {@code depthwise_initializer} and its like configure the kernel.
 * The half of MobileNet's block: Howard and others 2017, arXiv 1704.04861.
 */
@Component
@LayerType("depthwise_conv2d")
@Doc(
    value = "2-d convolution of each channel apart",
    formula =
        "y[b,i,j,c·m+q] = activation(bias[c·m+q] + Σ x[b, i·s+u·d, j·s+v·d, c]·depthwise[u,v,c,q]),"
            + " m = depth_multiplier",
    shapes =
        "x (batch, height, width, channels) → y (batch, height', width',"
            + " channels·depth_multiplier)",
    source = "as Keras' DepthwiseConv2D; MobileNet, arXiv 1704.04861")
public final class DepthwiseConv2d implements Layer<DepthwiseConv2d.Config> {
  public record Config(
      @Range(min = 1) @Doc("rows and columns of the kernel") List<Integer> kernelSize,
      @Default("[1, 1]") @Range(min = 1) @Doc("step between windows") List<Integer> strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding,
      @Default("1") @Range(min = 1) @Doc("output channels for each input channel")
          int depthMultiplier,
      @Default("[1, 1]") @Range(min = 1) @Doc("distance of neighbours in a window")
          List<Integer> dilationRate,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    Window window =
        Window.of(x.shape(), c.kernelSize(), c.strides(), c.padding(), c.dilationRate());
    Tensor y = Convolution.depthwise(x, window, c.depthMultiplier(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
