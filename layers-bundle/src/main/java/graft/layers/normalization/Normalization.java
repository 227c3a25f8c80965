package graft.layers.normalization;

import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** What normalisation layers share. */
final class Normalization {
  private Normalization() {}

  /** The axes counted from the front, ascending. */
  static int[] axes(Tensor x, List<Integer> axes) {
    return axes.stream().mapToInt(a -> x.shape().axis(a)).distinct().sorted().toArray();
  }

  static int[] others(Tensor x, int... axes) {
    return IntStream.range(0, x.rank())
        .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
        .toArray();
  }

  /**
   * {@code (x − mean)/√(variance + epsilon)}, both over axes, the variance being the biased one.
   */
  static Tensor standardised(Tensor x, double epsilon, int... axes) {
    Tensor centred = x.subtract(x.mean(axes).like(x, axes));
    Tensor variance = centred.square().mean(axes);
    return centred.multiply(variance.add(epsilon).rsqrt().like(x, axes));
  }

  /** A parameter as large as x along axes, repeated along the others. */
  static Tensor learned(String name, String initial, Tensor x, int[] axes, Scope scope) {
    Shape shape = Shape.of(IntStream.of(axes).map(a -> x.shape().size(a)).toArray());
    return scope.param(name, shape, Spec.of(initial)).like(x, others(x, axes));
  }

  /** {@code y·gamma + beta}, as far as they are wanted. */
  static Tensor affine(Tensor y, boolean scale, boolean center, int[] axes, Scope scope) {
    Tensor scaled = scale ? y.multiply(learned("gamma", "ones", y, axes, scope)) : y;
    return center ? scaled.add(learned("beta", "zeros", y, axes, scope)) : scaled;
  }
}
