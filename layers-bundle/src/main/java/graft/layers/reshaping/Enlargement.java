package graft.layers.reshaping;

import graft.api.Dim;
import graft.api.Shape;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Enlarges along one axis by a whole factor. */
final class Enlargement {
  private Enlargement() {}

  /** Each element {@code factor} times. */
  static Tensor nearest(Tensor x, int axis, int factor) {
    Shape shape = x.shape().insert(axis + 1, Dim.of(factor));
    return x.expandDims(axis + 1).broadcastTo(shape).reshape(enlarged(x, axis, factor));
  }

  /**
   * Between the two nearest centres, {@code y[i·factor + p]} at {@code i + (p + ½)/factor − ½};
   * beyond the first and last centre their value.
   */
  static Tensor linear(Tensor x, int axis, int factor) {
    Dim size = x.shape().dim(axis);
    Tensor first = x.slice(axis, 0, 1);
    Tensor last = x.slice(axis, size.plus(-1), Dim.ONE);
    Tensor padded = Tensor.concat(axis, List.of(first, x, last));
    List<Tensor> phases = new ArrayList<>();
    for (int p = 0; p < factor; p++) {
      double place = (p + 0.5) / factor - 0.5;
      int low = place < 0 ? 0 : 1;
      double part = place < 0 ? place + 1 : place;
      Tensor a = padded.slice(axis, Dim.of(low), size).multiply(1 - part);
      Tensor b = padded.slice(axis, Dim.of(low + 1), size).multiply(part);
      phases.add(a.add(b).expandDims(axis + 1));
    }
    return Tensor.concat(axis + 1, phases).reshape(enlarged(x, axis, factor));
  }

  private static Shape enlarged(Tensor x, int axis, int factor) {
    return x.shape().with(axis, x.shape().dim(axis).times(factor));
  }
}
