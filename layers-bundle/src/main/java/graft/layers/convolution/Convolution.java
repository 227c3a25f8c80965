package graft.layers.convolution;

import graft.api.ConfigException;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What convolution layers share, for any number of spatial axes: parameters and their use. */
final class Convolution {
  private static final Spec GLOROT = Spec.of("glorot_uniform");

  private Convolution() {}

  /** x (b, spatial…, in), {@code kernel} (size…, in/groups, filters) → (b, spatial'…, filters). */
  static Tensor full(Tensor x, Window window, int filters, int groups, Scope scope) {
    Shape shape = size(window).append(x.shape().last() / groups).append(filters);
    return Tensor.of(new Op.Conv(window, groups), x, scope.param("kernel", shape, GLOROT));
  }

  /**
   * x (b, spatial…, in), {@code depthwise} (size…, in, multiplier) → (b, spatial'…, in·multiplier):
   * each channel apart. The kernel has Keras' shape, so that its fans are Keras'.
   */
  static Tensor depthwise(Tensor x, Window window, int multiplier, Scope scope) {
    int channels = x.shape().last();
    Shape shape = size(window).append(channels).append(multiplier);
    Tensor kernel = scope.param("depthwise", shape, GLOROT);
    Tensor grouped = kernel.reshape(size(window).append(1).append(channels * multiplier));
    return Tensor.of(new Op.Conv(window, channels), x, grouped);
  }

  /** x (b, spatial…, in), {@code pointwise} (1…, in, filters) → (b, spatial…, filters). */
  static Tensor pointwise(Tensor x, int filters, Scope scope) {
    int channels = x.shape().last();
    Shape shape = Shape.of(channels, filters);
    Shape ones = shape;
    for (int i = 2; i < x.rank(); i++) {
      ones = ones.prepend(Dim.ONE);
    }
    return x.matmul(scope.param("pointwise", ones, GLOROT).reshape(shape));
  }

  /**
   * The gradient of a convolution to its input, as a layer: x (b, spatial…, in), {@code kernel}
   * (size…, filters, in) → (b, spatial'…, filters). Sizes and places are those of Keras: {@code
   * total} is how much of the reach of all windows is cut off, the larger part after.
   *
   * @param steps size, strides and dilation; its paddings do not count
   * @param extra output_padding, for each axis or one for all
   */
  static Tensor transposed(
      Tensor x,
      Window steps,
      Window.Padding padding,
      Optional<List<Integer>> extra,
      int filters,
      Scope scope) {
    List<Dim> spatial = new ArrayList<>();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < steps.rank(); i++) {
      int reach = steps.reach(i);
      int stride = steps.strides().get(i);
      int axis = i;
      Optional<Integer> more = extra.map(list -> extra(list, axis, steps));
      int total =
          switch (padding) {
            case VALID -> -more.orElse(Math.max(stride - reach, 0));
            case SAME -> reach - more.map(e -> reach % 2 + e).orElse(stride);
          };
      spatial.add(x.shape().dim(i + 1).plus(-1).times(stride).plus(reach - total));
      low.add(Math.max(total, 0) / 2);
      high.add(Math.max(total, 0) - low.get(i));
    }
    Window window = new Window(steps.size(), steps.strides(), low, high, steps.dilation());
    Shape shape = size(window).append(filters).append(x.shape().last());
    Tensor kernel = scope.param("kernel", shape, GLOROT);
    return Tensor.of(new Op.ConvInput(window, 1, spatial), x, kernel);
  }

  private static int extra(List<Integer> list, int axis, Window steps) {
    int extra = list.get(list.size() == 1 ? 0 : axis);
    if ((list.size() != 1 && list.size() != steps.rank()) || extra >= steps.strides().get(axis)) {
      throw new ConfigException(
          "output_padding: expected one entry or one for each axis, below strides "
              + steps.strides()
              + ", got "
              + list,
          "");
    }
    return extra;
  }

  /** Adds {@code bias}, then applies the activation. */
  static Tensor finish(Tensor y, boolean useBias, Spec activation, Scope scope) {
    Shape channels = Shape.of(y.shape().last());
    Tensor sum = useBias ? y.add(scope.param("bias", channels, Spec.of("zeros"))) : y;
    return scope.activation(activation, sum);
  }

  private static Shape size(Window window) {
    return Shape.of(window.size().stream().mapToInt(i -> i).toArray());
  }
}
