package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The data gradient of a two-dimensional convolution of one input channel and width stride 1, where
 * the direct way would use one lane of a vector.
 *
 * <p>Idea: for each image the product f · dyᵀ gives a row for each tap, as long as the output has
 * pixels; each line of the image is then the sum of the rows' lines, shifted by their taps, in
 * registers. Cost: the product at the speed of {@link Gemm}, and a load and an addition for each
 * tap and vector. One task is one image; its taps are added in order.
 */
final class GreyData {
  /** Elements of a worker's rows at the most: 4 MiB. */
  private static final int MOST = 1 << 20;

  private GreyData() {}

  static boolean fits(WindowShape w) {
    return w.inChannels() == 1
        && w.groups() == 1
        && w.depth().equals(WindowShape.Axis.NONE)
        && w.width().stride() == 1
        && (long) w.taps() * w.outPixels() <= MOST;
  }

  static void data(
      int from,
      int to,
      WindowShape w,
      float[] dy,
      int dyo,
      float[] f,
      int fo,
      float[] dx,
      int dxo,
      Scratch s) {
    int taps = w.taps();
    int pixels = w.outPixels();
    int k = w.outChannels();
    // A vector of room on either side: lanes that are masked out may lie outside of the rows.
    float[] rows = s.c(taps * pixels + 2 * L);
    int all = Gemm.tasks(taps, pixels);
    for (int image = from; image < to; image++) {
      int g = dyo + image * w.outSize();
      Gemm.run(0, all, taps, pixels, k, f, fo, k, false, dy, g, k, true, rows, L, pixels, false, s);
      int x = dxo + image * w.inSize();
      for (int line = 0; line < w.height().in(); line++) {
        line(w, line, rows, dx, x + line * w.width().in());
      }
    }
  }

  /** One line of the image: what all taps give that see it. */
  private static void line(WindowShape w, int line, float[] rows, float[] dx, int x) {
    WindowShape.Axis h = w.height();
    WindowShape.Axis v = w.width();
    for (int i = 0; i < v.in(); i += L) {
      FloatVector sum = FloatVector.zero(S);
      for (int r = 0; r < h.kernel(); r++) {
        int down = line + h.padding() - r * h.dilation();
        int o = down / h.stride();
        if (down >= 0 && o < h.out() && o * h.stride() == down) {
          for (int q = 0; q < v.kernel(); q++) {
            int from = i + v.padding() - q * v.dilation();
            if (from < v.out() && from > -L) {
              int row = L + (r * v.kernel() + q) * w.outPixels() + o * v.out();
              VectorMask<Float> seen = S.indexInRange(from, v.out());
              sum = sum.add(FloatVector.fromArray(S, rows, row + from, seen));
            }
          }
        }
      }
      sum.intoArray(dx, x + i, S.indexInRange(i, v.in()));
    }
  }
}
