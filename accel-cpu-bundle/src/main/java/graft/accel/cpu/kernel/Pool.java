package graft.accel.cpu.kernel;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;

/**
 * Pooling in one to three dimensions: walks over the outputs, lists the offsets of the taps that
 * are not in the padding, and lets {@link Reduce} do the vectors of channels and plain loops the
 * rest. Task i is image i.
 */
final class Pool {
  /** What happens to a window. */
  enum Kind {
    MAX,
    MAX_GRADIENT,
    PICK,
    SUM,
    SUM_GRADIENT
  }

  private Pool() {}

  /**
   * MAX, SUM: y of x. MAX_GRADIENT: y is dx, of x and v = dy. PICK: y of x and v. SUM_GRADIENT: y
   * is dx, of v = dy.
   *
   * @param vectors whether the Vector API is there
   */
  static void run(
      Kind kind,
      boolean vectors,
      int from,
      int to,
      WindowShape w,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      Scratch s) {
    boolean gradient = kind == Kind.MAX_GRADIENT || kind == Kind.SUM_GRADIENT;
    int taps = w.taps();
    int[] offsets = s.columns(2 * taps);
    // Behind the taps of a window at the border lie those of one inside, the same for all.
    list(w, 0, w.depth().kernel(), 0, w.height().kernel(), 0, w.width().kernel(), offsets);
    System.arraycopy(offsets, 0, offsets, taps, taps);
    for (int image = from; image < to; image++) {
      int in = image * w.inSize();
      int out = image * w.outSize();
      if (gradient) {
        Arrays.fill(y, yo + in, yo + in + w.inSize(), 0);
      }
      int big = xo + in;
      int small = vo + (kind == Kind.PICK ? in : out);
      int target = yo + (gradient ? in : out);
      image(kind, vectors, w, x, big, v, small, y, target, offsets);
    }
  }

  private static void image(
      Kind kind,
      boolean vectors,
      WindowShape w,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      int[] offsets) {
    Axis d = w.depth();
    Axis h = w.height();
    Axis e = w.width();
    int out = 0;
    int all = w.taps();
    boolean inside = false;
    for (int i = 0; i < d.out(); i++) {
      int d0 = d.firstTap(i);
      int d1 = d.endTap(i);
      for (int j = 0; j < h.out(); j++) {
        int h0 = h.firstTap(j);
        int h1 = h.endTap(j);
        for (int k = 0; k < e.out(); k++) {
          int w0 = e.firstTap(k);
          int w1 = e.endTap(k);
          int n = Math.max(0, d1 - d0) * Math.max(0, h1 - h0) * Math.max(0, w1 - w0);
          if (n < all) {
            list(w, d0, d1, h0, h1, w0, w1, offsets);
            inside = false;
          } else if (!inside) {
            System.arraycopy(offsets, all, offsets, 0, all);
            inside = true;
          }
          int in =
              (((i * d.stride() - d.padding()) * h.in() + j * h.stride() - h.padding()) * e.in()
                      + k * e.stride()
                      - e.padding())
                  * w.inChannels();
          window(kind, vectors, n, offsets, w.inChannels(), x, xo, v, vo, y, yo, in, out);
          out += w.outChannels();
        }
      }
    }
  }

  private static void list(
      WindowShape w, int d0, int d1, int h0, int h1, int w0, int w1, int[] offsets) {
    Axis d = w.depth();
    Axis h = w.height();
    Axis e = w.width();
    int n = 0;
    for (int i = d0; i < d1; i++) {
      for (int j = h0; j < h1; j++) {
        for (int k = w0; k < w1; k++) {
          int row = i * d.dilation() * h.in() + j * h.dilation();
          offsets[n++] = (row * e.in() + k * e.dilation()) * w.inChannels();
        }
      }
    }
  }

  private static void window(
      Kind kind,
      boolean vectors,
      int n,
      int[] taps,
      int channels,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      int in,
      int out) {
    switch (kind) {
      case MAX -> {
        int c = vectors ? Reduce.maxWindow(n, taps, channels, x, xo + in, y, yo + out) : 0;
        for (; c < channels; c++) {
          int first = first(n, taps, x, xo + in + c);
          y[yo + out + c] = first < 0 ? Float.NEGATIVE_INFINITY : x[xo + in + c + taps[first]];
        }
      }
      case MAX_GRADIENT -> {
        int c = 0;
        if (vectors) {
          c = Reduce.maxWindowGradient(n, taps, channels, x, xo + in, v, vo + out, y, yo + in);
        }
        for (; c < channels && n > 0; c++) {
          y[yo + in + c + taps[first(n, taps, x, xo + in + c)]] += v[vo + out + c];
        }
      }
      case PICK -> {
        int c = 0;
        if (vectors) {
          c = Reduce.pickWindow(n, taps, channels, x, xo + in, v, vo + in, y, yo + out);
        }
        for (; c < channels; c++) {
          int first = first(n, taps, x, xo + in + c);
          y[yo + out + c] = first < 0 ? 0 : v[vo + in + c + taps[first]];
        }
      }
      case SUM -> {
        int c = vectors ? Reduce.sumWindow(n, taps, channels, x, xo + in, y, yo + out) : 0;
        for (; c < channels; c++) {
          float sum = 0;
          for (int i = 0; i < n; i++) {
            sum += x[xo + in + c + taps[i]];
          }
          y[yo + out + c] = sum;
        }
      }
      case SUM_GRADIENT -> {
        int c = vectors ? Reduce.addWindow(n, taps, channels, v, vo + out, y, yo + in) : 0;
        for (int i = 0; i < n; i++) {
          for (int j = c; j < channels; j++) {
            y[yo + in + j + taps[i]] += v[vo + out + j];
          }
        }
      }
    }
  }

  /** The tap of the first greatest element, or of the first NaN; −1 of no taps. */
  private static int first(int n, int[] taps, float[] x, int xo) {
    int best = n > 0 ? 0 : -1;
    for (int i = 1; i < n; i++) {
      float a = x[xo + taps[i]];
      float b = x[xo + taps[best]];
      if (a > b || (Float.isNaN(a) && !Float.isNaN(b))) {
        best = i;
      }
    }
    return best;
  }
}
