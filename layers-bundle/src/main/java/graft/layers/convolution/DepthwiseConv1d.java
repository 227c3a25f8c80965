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
 * Convolution of each channel of a sequence apart, {@code y[b,i,c·m+q] = activation(bias[c·m+q] + Σ
 * x[b, i·s+u·d, c] · depthwise[u,c,q])} with m = depth_multiplier. x (batch, steps, channels) → y
 * (batch, steps', channels·m); depthwise (size, channels, m), bias (channels·m). As Keras'
 * DepthwiseConv1D.
 */
@Component
@LayerType("depthwise_conv1d")
@Doc(
    value = "1-d convolution of each channel apart",
    formula =
        "y[b,i,c·m+q] = activation(bias[c·m+q] + Σ x[b, i·s+u·d, c]·depthwise[u,c,q]), m ="
            + " depth_multiplier",
    shapes = "x (batch, steps, channels) → y (batch, steps', channels·depth_multiplier)",
    source = "as Keras' DepthwiseConv1D")
public final class DepthwiseConv1d implements Layer<DepthwiseConv1d.Config> {
  public record Config(
      @Range(min = 1) @Doc("steps of the kernel") int kernelSize,
      @Default("1") @Range(min = 1) @Doc("step between windows") int strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding,
      @Default("1") @Range(min = 1) @Doc("output channels for each input channel")
          int depthMultiplier,
      @Default("1") @Range(min = 1) @Doc("distance of neighbours in a window") int dilationRate,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    Window window =
        Window.of(
            x.shape(),
            List.of(c.kernelSize()),
            List.of(c.strides()),
            c.padding(),
            List.of(c.dilationRate()));
    Tensor y = Convolution.depthwise(x, window, c.depthMultiplier(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
