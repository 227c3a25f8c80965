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
 * The gradient of {@code conv1d} to its input, as a layer that lengthens sequences: each x[b,i,·]
 * is multiplied by the kernel and added at i·s. x (batch, steps, channels) → y (batch, steps',
 * filters), steps' = steps·s with padding 'same', (steps − 1)·s + max(size, s) with 'valid'; kernel
 * (size, filters, channels), bias (filters).
 *
 * <p>With output_padding p (below the stride): (steps − 1)·s + p + (same: size mod 2, valid: size).
 * As Keras' Conv1DTranspose; dilation may go with strides.
 */
@Component
@LayerType("conv1d_transpose")
@Doc(
    value = "transposed 1-d convolution: lengthens sequences",
    formula = "y = activation(bias + Σ x[b,i,c]·kernel[u,o,c] at i·s+u·d)",
    shapes = "x (batch, steps, channels) → y (batch, steps', filters)",
    source = "as Keras' Conv1DTranspose")
public final class Conv1dTranspose implements Layer<Conv1dTranspose.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of output channels") int filters,
      @Range(min = 1) @Doc("steps of the kernel") int kernelSize,
      @Default("1") @Range(min = 1) @Doc("step between windows") int strides,
      @Default("valid") @Doc("same: output size = input size · stride") Window.Padding padding,
      @Range(min = 0) @Doc("steps added after; left out: by padding")
          Optional<Integer> outputPadding,
      @Default("1") @Range(min = 1) @Doc("distance of neighbours in a window") int dilationRate,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    Window steps =
        Window.of(
            x.shape(),
            List.of(c.kernelSize()),
            List.of(c.strides()),
            Window.Padding.VALID,
            List.of(c.dilationRate()));
    Optional<List<Integer>> extra = c.outputPadding().map(List::of);
    Tensor y = Convolution.transposed(x, steps, c.padding(), extra, c.filters(), scope);
    return Convolution.finish(y, c.useBias(), c.activation(), scope);
  }
}
