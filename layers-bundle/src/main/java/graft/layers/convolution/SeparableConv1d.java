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
 * A depthwise convolution of sequences, then one of size 1 that mixes the channels, {@code y =
 * activation(depthwise(x)·pointwise + bias)}. x (batch, steps, channels) → y (batch, steps',
 * filters); depthwise (size, channels, m), pointwise (1, channels·m, filters), bias (filters), m =
 * depth_multiplier. As Keras' SeparableConv1D.
 */
@Component
@LayerType("separable_conv1d")
@Doc(
    value = "a depthwise, then a pointwise 1-d convolution",
    formula = "y = activation(depthwise(x)·pointwise + bias)",
    shapes = "x (batch, steps, channels) → y (batch, steps', filters)",
    source = "as Keras' SeparableConv1D")
public final class SeparableConv1d implements Layer<SeparableConv1d.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("steps of the kernel") int kernelSize,
      @Default("1") @Range(min = 1) @Doc("step between windows") int strides,
      @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
          Window.Padding padding,
      @Default("1") @Range(min = 1) @Doc("distance of neighbours in a window") int dilationRate,
      @Default("1") @Range(min = 1) @Doc("output channels for each input channel")
          int depthMultiplier,
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
    Tensor apart = Convolution.depthwise(x, window, c.depthMultiplier(), scope);
    Tensor y = Convolution.pointwise(apart, c.filters(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
