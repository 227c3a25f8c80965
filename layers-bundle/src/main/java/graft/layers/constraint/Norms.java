package graft.layers.constraint;

import graft.api.Tensor;
import java.util.List;

/** Lengths √Σ w² over some axes of a parameter, and factors that change them. */
final class Norms {
  private Norms() {}

  /** Added to a norm before dividing by it, as in Keras. */
  private static final double EPSILON = 1e-7;

  static int[] axes(List<Integer> axis) {
    return axis.stream().mapToInt(i -> i).toArray();
  }

  static Tensor of(Tensor w, int[] axes) {
    return w.square().sum(axes).sqrt();
  }

  /** {@code w·wanted/(norm + 1e-7)}. */
  static Tensor scaled(Tensor w, Tensor wanted, Tensor norm, int[] axes) {
    return w.multiply(wanted.divide(norm.add(EPSILON)).like(w, axes));
  }
}
