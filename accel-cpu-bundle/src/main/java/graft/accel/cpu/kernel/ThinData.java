package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The data gradient of a two-dimensional convolution of one input channel or of few, where the
 * direct way would use as few lanes of a vector.
 *
 * <p>Idea: for each image the product f · dyᵀ gives a row for each tap and channel, as long as the
 * output has pixels; each line of the image is then the sum of the rows' lines, shifted by their
 * taps, for each channel and each phase of the width's stride apart. Cost: the product at the speed
 * of {@link Gemm}, two loads and a store for each tap, channel and vector, and a scalar move for
 * each element. One task is one image; its taps are added in order.
 */
final class ThinData {
  /** Elements of a worker's rows at the most: 4 MiB. */
  private static final int MOST = 1 << 20;

  private ThinData() {}

  static boolean fits(WindowShape w) {
    return (w.inChannels() == 1 || 4 * w.inChannels() <= L)
        && w.groups() == 1
        && w.depth().equals(Axis.NONE)
        && (long) w.taps() * w.inChannels() * w.outPixels() <= MOST;
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
    int m = w.taps() * w.inChannels();
    int pixels = w.outPixels();
    int k = w.outChannels();
    float[] rows = s.c(m * pixels);
    int all = Gemm.tasks(m, pixels);
    for (int image = from; image < to; image++) {
      int g = dyo + image * w.outSize();
      Gemm.run(0, all, m, pixels, k, f, fo, k, false, dy, g, k, true, rows, 0, pixels, false, s);
      lines(w, rows, dx, dxo + image * w.inSize(), s);
    }
  }

  private static void lines(WindowShape w, float[] rows, float[] dx, int x, Scratch s) {
    Axis v = w.width();
    int channels = w.inChannels();
    int step = v.stride() * channels;
    int[] taps = s.columns(2 * v.kernel());
    // A line of the product with a vector of zeros on either side, so that none needs a mask.
    float[] padded = s.b(v.out() + 2 * L);
    Arrays.fill(padded, 0, v.out() + 2 * L, 0);
    float[] strip = s.a(v.in() + L);
    for (int phase = 0; phase < Math.min(v.stride(), v.in()); phase++) {
      int end = 0;
      for (int q = 0; q < v.kernel(); q++) {
        if (v.meets(phase, q)) {
          taps[end++] = q;
          taps[end++] = v.shift(phase, q);
        }
      }
      int n = v.phaseSize(phase);
      for (int line = 0; line < w.height().in(); line++) {
        int first = x + (line * v.in() + phase) * channels;
        for (int c = 0; c < channels; c++) {
          line(w, line, c, n, taps, end, rows, padded, strip);
          for (int i = 0, to = first + c; i < n; i++, to += step) {
            dx[to] = strip[i];
          }
        }
      }
    }
  }

  /** A channel of one line of the image, n pixels of one phase: what all taps give that see it. */
  private static void line(
      WindowShape w,
      int line,
      int channel,
      int n,
      int[] taps,
      int end,
      float[] rows,
      float[] padded,
      float[] strip) {
    Axis h = w.height();
    int width = w.width().out();
    Arrays.fill(strip, 0, n + L, 0);
    for (int r = 0; r < h.kernel(); r++) {
      int down = line + h.padding() - r * h.dilation();
      int o = down / h.stride();
      if (down >= 0 && o < h.out() && o * h.stride() == down) {
        for (int t = 0; t < end; t += 2) {
          int tap = r * w.width().kernel() + taps[t];
          int row = (tap * w.inChannels() + channel) * w.outPixels() + o * width;
          System.arraycopy(rows, row, padded, L, width);
          add(n, taps[t + 1], width, padded, strip);
        }
      }
    }
  }

  /**
   * Adds a line, shifted. In memory: a sum in a register would be boxed at the branches. Without
   * vectors of ints: seen by the methods that all vectors share, they kept C2 from inlining in
   * kernels it compiled later, half the time, for good.
   */
  private static void add(int n, int shift, int width, float[] padded, float[] strip) {
    int from = Math.max(0, -shift / L * L);
    int to = Math.min(n, width - shift);
    for (int i = from; i < to; i += L) {
      FloatVector line = FloatVector.fromArray(S, padded, L + shift + i);
      FloatVector.fromArray(S, strip, i).add(line).intoArray(strip, i);
    }
  }
}
