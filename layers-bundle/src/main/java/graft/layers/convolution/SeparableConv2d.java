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
 * A depthwise convolution, then one of size 1 that mixes the channels, {@code y =
 * activation(depthwise(x)·pointwise + bias)}. x (batch, height, width, channels) → y (batch,
 * height', width', filters); depthwise (rows, columns, channels, m), pointwise (1, 1, channels·m,
 * filters), bias (filters), m = depth_multiplier.
 *
 * <p>As Keras' SeparableConv2D; Chollet 2016, arXiv 1610.02357 (Xception), without an activation in
 * between.
 */
@Component
@LayerType("separable_conv2d")
@Doc(
    value = "a depthwise, then a pointwise 2-d convolution",
    formula = "y = activation(depthwise(x)·pointwise + bias)",
    shapes = "x (batch, height, width, channels) → y (batch, height', width', filters)",
    source = "as Keras' SeparableConv2D; Xception, arXiv 1610.02357")
public final class SeparableConv2d implements Layer<SeparableConv2d.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("rows and columns of the kernel") List<Integer> kernelSize,
      @Default("[1, 1]") @Range(min = 1) @Doc("step between windows") List<Integer> strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding,
      @Default("[1, 1]") @Range(min = 1) @Doc("distance of neighbours in a window")
          List<Integer> dilationRate,
      @Default("1") @Range(min = 1) @Doc("output channels for each input channel")
          int depthMultiplier,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    Window window =
        Window.of(x.shape(), c.kernelSize(), c.strides(), c.padding(), c.dilationRate());
    Tensor apart = Convolution.depthwise(x, window, c.depthMultiplier(), scope);
    Tensor y = Convolution.pointwise(apart, c.filters(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
