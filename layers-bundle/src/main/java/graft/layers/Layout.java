package graft.layers;

import graft.api.ShapeException;
import graft.api.Tensor;

/** What an input must look like, checked with one message for all layers that need it. */
final class Layout {
  private Layout() {}

  static void images(Tensor x) {
    if (x.rank() != 4) {
      throw new ShapeException(
          "needs images (batch, height, width, channels), got " + x.shape(),
          "add an axis by reshape");
    }
  }

  static void sequences(Tensor x) {
    if (x.rank() != 3) {
      throw new ShapeException(
          "needs sequences (batch, steps, channels), got " + x.shape(), "add an axis by reshape");
    }
  }
}
