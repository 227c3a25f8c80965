package graft.layers.initializer;

import graft.api.Shape;

/**
 * How many inputs an output has, and the reverse: for a kernel (window…, in, out) the window's size
 * times in, and times out; for a vector its length, for a scalar 1. As Keras' compute_fans.
 */
record Fans(double in, double out) {
  static Fans of(Shape kernel) {
    int rank = kernel.rank();
    if (rank < 2) {
      double size = rank == 0 ? 1 : kernel.last();
      return new Fans(size, size);
    }
    double window = kernel.part(0, rank - 2).elements().size();
    return new Fans(window * kernel.size(-2), window * kernel.last());
  }
}
