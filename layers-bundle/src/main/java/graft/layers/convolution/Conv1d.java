package graft.layers.convolution;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.Window;
import graft.layers.common.Layout;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Convolution over sequences, {@code y[b,i,o] = activation(bias[o] + Σ x[b, i·s+u·d, c] ·
 * kernel[u,c,o])}. x (batch, steps, channels) → y (batch, steps', filters); kernel (size,
 * channels/groups, filters), bias (filters). With padding 'causal' y[i] sees no x after i·s:
 * WaveNet, van den Oord and others 2016, arXiv 1609.03499, section 2.1. As Keras' Conv1D.
 */
@Component
@LayerType("conv1d")
@Doc(
    value = "1-d convolution of sequences",
    formula = "y[b,i,o] = activation(bias[o] + Σ x[b, i·s+u·d, c]·kernel[u,c,o])",
    shapes = "x (batch, steps, channels) → y (batch, steps', filters)",
    source = "as Keras' Conv1D")
public final class Conv1d implements Layer<Conv1d.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("steps of the kernel") int kernelSize,
      @Default("1") @Range(min = 1) @Doc("step between windows") int strides,
      @Default("valid") @Doc("causal: as same, but all padding is in front") Padding padding,
      @Default("1") @Range(min = 1) @Doc("distance of neighbours in a window") int dilationRate,
      @Default("1") @Range(min = 1) @Doc("channel groups convolved apart") int groups,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    Tensor y = Convolution.full(x, window(c, x.shape()), c.filters(), c.groups(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }

  /** How the borders are treated. */
  public enum Padding {
    VALID,
    SAME,
    CAUSAL
  }

  private static Window window(Config c, Shape x) {
    List<Integer> size = List.of(c.kernelSize());
    List<Integer> strides = List.of(c.strides());
    List<Integer> dilation = List.of(c.dilationRate());
    return switch (c.padding()) {
      case VALID -> Window.of(x, size, strides, Window.Padding.VALID, dilation);
      case SAME -> Window.of(x, size, strides, Window.Padding.SAME, dilation);
      case CAUSAL -> {
        int before = (c.kernelSize() - 1) * c.dilationRate();
        yield new Window(size, strides, List.of(before), List.of(0), dilation);
      }
    };
  }
}
