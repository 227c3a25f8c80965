package graft.layers.recurrent;

import graft.api.Dim;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.layers.common.Noise;

/** What recurrent cells share: products with all gates' weights at once, and dropout. */
final class Gates {
  private Gates() {}

  /** The columns of all gates together; many units of a careless model are too many. */
  static int columns(int gates, int units) {
    return Dim.of((long) gates * units).size();
  }

  /** x·kernel; the compiler does it for all time steps at once. */
  static Tensor input(Tensor x, int size, double dropout, Scope scope) {
    Shape shape = Shape.of(x.shape().last(), size);
    Tensor kernel = scope.param("kernel", shape, Spec.of("glorot_uniform"));
    return dropped(x, dropout, scope).matmul(kernel);
  }

  static Tensor recurrentKernel(int units, int size, Scope scope) {
    return scope.param("recurrent_kernel", Shape.of(units, size), Spec.of("orthogonal"));
  }

  /** Dropout that drops the same at each time step: Gal and Ghahramani 2016, arXiv 1512.05287. */
  static Tensor dropped(Tensor x, double rate, Scope scope) {
    return scope.training() && rate > 0
        ? x.multiply(Noise.dropFactors(scope.random().steady(), x.type(), rate))
        : x;
  }

  /** Columns number·units to (number + 1)·units. */
  static Tensor gate(Tensor z, int number, int units) {
    return z.slice(-1, number * units, units);
  }
}
