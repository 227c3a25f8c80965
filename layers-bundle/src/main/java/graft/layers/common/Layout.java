package graft.layers.common;

import graft.api.ShapeException;
import graft.api.Tensor;

/** What an input must look like, checked with one message for all layers that need it. */
public final class Layout {
  private Layout() {}

  public static void images(Tensor x) {
    if (x.rank() != 4) {
      throw new ShapeException(
          "needs images (batch, height, width, channels), got " + x.shape(),
          "add an axis by reshape");
    }
  }

  public static void sequences(Tensor x) {
    if (x.rank() != 3) {
      throw new ShapeException(
          "needs sequences (batch, steps, channels), got " + x.shape(), "add an axis by reshape");
    }
  }
}
