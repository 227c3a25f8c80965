package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution with one filter for each channel, and its two gradients, where the product of {@link
 * Conv} would use one lane of a vector.
 *
 * <p>Idea: vectors go along the channels. Forward and the data gradient have 4 pixels in registers,
 * so that a vector of the filter is read once for the four; the filter gradient has 9 taps (all of
 * a 3x3 filter), so that a vector of dy is read once for the nine. The tables, the phases of a
 * stride and the padded image are those of {@link ConvPlan}. Cost: about a load for each FMA.
 *
 * <p>Where the channels are no multiple of a vector, the last vector overlaps the one before and
 * finds the same bits there. An element is one chain of FMAs, over the taps in order, or over the
 * pixels image after image.
 */
final class Depthwise {
  /** Taps of one task of the filter gradient. */
  private static final int TAPS = 9;

  private Depthwise() {}

  static boolean fits(WindowShape w) {
    return w.groups() == w.inChannels() && w.groups() == w.outChannels() && w.groups() >= L;
  }

  static void forward(
      int from,
      int to,
      WindowShape w,
      float[] x,
      int xo,
      float[] f,
      int fo,
      float[] bias,
      int biasOffset,
      float[] y,
      int yo,
      Scratch s) {
    ConvPlan plan = s.plan;
    plan.forward(w);
    int units = Conv.forwardUnits(w);
    for (int t = from; t < to; ) {
      int image = t / units;
      int end = Math.min(to, (image + 1) * units);
      plan.image(x, xo + image * w.inSize());
      int target = yo + image * w.outSize();
      part(plan, t % units, end - image * units, units, w, f, fo, bias, biasOffset, y, target);
      t = end;
    }
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
    ConvPlan plan = s.plan;
    plan.gradient(w);
    int units = Conv.dataUnits(w);
    for (int t = from; t < to; ) {
      int image = t / units;
      int end = Math.min(to, (image + 1) * units);
      plan.image(dy, dyo + image * w.outSize());
      int target = dxo + image * w.inSize();
      part(plan, t % units, end - image * units, units, w, f, fo, dx, -1, dx, target);
      t = end;
    }
  }

  /** Units [first, last) of one image: a share of each phase's pixels. */
  private static void part(
      ConvPlan plan,
      int first,
      int last,
      int units,
      WindowShape w,
      float[] f,
      int fo,
      float[] bias,
      int biasOffset,
      float[] y,
      int yo) {
    int channels = w.groups();
    int[] out = plan.outputs;
    for (int phase = 0; phase < plan.phaseCount; phase++) {
      int at = ConvPlan.PHASE * phase;
      int start = plan.phases[at];
      int pixels = plan.phases[at + 1];
      int tap = plan.phases[at + 2];
      int tapEnd = tap + plan.phases[at + 3];
      int p = start + (int) ((long) pixels * first / units);
      int end = start + (int) ((long) pixels * last / units);
      for (; p < end; p += 4) {
        // Of fewer than 4 the last stands for those that are missing.
        int q = Math.min(p + 1, end - 1);
        int r = Math.min(p + 2, end - 1);
        int t = Math.min(p + 3, end - 1);
        pixels(
            plan,
            p,
            q,
            r,
            t,
            tap,
            tapEnd,
            channels,
            f,
            fo,
            bias,
            biasOffset,
            y,
            yo + out[p],
            yo + out[q],
            yo + out[r],
            yo + out[t]);
      }
    }
  }

  /** All channels of four pixels. */
  private static void pixels(
      ConvPlan plan,
      int p,
      int q,
      int r,
      int t,
      int tap,
      int tapEnd,
      int channels,
      float[] f,
      int fo,
      float[] bias,
      int biasOffset,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3) {
    float[] x = plan.source;
    int[] columns = plan.columns;
    int[] taps = plan.taps;
    int x0 = plan.base + plan.pixels[p];
    int x1 = plan.base + plan.pixels[q];
    int x2 = plan.base + plan.pixels[r];
    int x3 = plan.base + plan.pixels[t];
    for (int c = 0; ; c = Math.min(c + L, channels - L)) {
      FloatVector a =
          biasOffset < 0 ? FloatVector.zero(S) : FloatVector.fromArray(S, bias, biasOffset + c);
      FloatVector b = a;
      FloatVector d = a;
      FloatVector e = a;
      for (int i = tap; i < tapEnd; i++) {
        int at = columns[i] + c;
        FloatVector v = FloatVector.fromArray(S, f, fo + taps[i] * channels + c);
        a = FloatVector.fromArray(S, x, x0 + at).fma(v, a);
        b = FloatVector.fromArray(S, x, x1 + at).fma(v, b);
        d = FloatVector.fromArray(S, x, x2 + at).fma(v, d);
        e = FloatVector.fromArray(S, x, x3 + at).fma(v, e);
      }
      a.intoArray(y, y0 + c);
      b.intoArray(y, y1 + c);
      d.intoArray(y, y2 + c);
      e.intoArray(y, y3 + c);
      if (c + L == channels) {
        return;
      }
    }
  }

  /** One task is a vector of channels and up to 9 taps. */
  static int filterTasks(WindowShape w) {
    return (w.groups() + L - 1) / L * sets(w);
  }

  private static int sets(WindowShape w) {
    return (w.taps() + TAPS - 1) / TAPS;
  }

  static void filter(
      int from,
      int to,
      WindowShape w,
      int batch,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] df,
      int dfo,
      Scratch s) {
    ConvPlan plan = s.plan;
    plan.forward(w);
    int channels = w.groups();
    int sets = sets(w);
    // Sums of a worker's own: overlapping vectors must not add to each other's.
    float[] sums = s.b((to - from) * TAPS * L);
    Arrays.fill(sums, 0, (to - from) * TAPS * L, 0);
    for (int image = 0; image < batch; image++) {
      plan.image(x, xo + image * w.inSize());
      for (int t = from; t < to; t++) {
        int c = Math.min(t / sets * L, channels - L);
        int g = dyo + image * w.outSize() + c;
        int tap = t % sets * TAPS;
        int n = Math.min(TAPS, w.taps() - tap);
        int sum = (t - from) * TAPS * L;
        if (n == TAPS) {
          nine(plan, tap, c, w.outPixels(), channels, dy, g, sums, sum);
          n = 0;
        }
        for (; n >= 3; n -= 3, tap += 3, sum += 3 * L) {
          three(plan, tap, c, w.outPixels(), channels, dy, g, sums, sum);
        }
        for (; n > 0; n--, tap++, sum += L) {
          one(plan, tap, c, w.outPixels(), channels, dy, g, sums, sum);
        }
      }
    }
    for (int t = from; t < to; t++) {
      int c = Math.min(t / sets * L, channels - L);
      int tap = t % sets * TAPS;
      for (int i = 0; i < Math.min(TAPS, w.taps() - tap); i++) {
        int sum = ((t - from) * TAPS + i) * L;
        System.arraycopy(sums, sum, df, dfo + (tap + i) * channels + c, L);
      }
    }
  }

  private static void nine(
      ConvPlan plan,
      int tap,
      int c,
      int pixels,
      int channels,
      float[] dy,
      int g,
      float[] sums,
      int sum) {
    float[] x = plan.source;
    int[] places = plan.pixels;
    int base = plan.base + c;
    int x0 = base + plan.columns[tap];
    int x1 = base + plan.columns[tap + 1];
    int x2 = base + plan.columns[tap + 2];
    int x3 = base + plan.columns[tap + 3];
    int x4 = base + plan.columns[tap + 4];
    int x5 = base + plan.columns[tap + 5];
    int x6 = base + plan.columns[tap + 6];
    int x7 = base + plan.columns[tap + 7];
    int x8 = base + plan.columns[tap + 8];
    FloatVector s0 = FloatVector.fromArray(S, sums, sum);
    FloatVector s1 = FloatVector.fromArray(S, sums, sum + L);
    FloatVector s2 = FloatVector.fromArray(S, sums, sum + 2 * L);
    FloatVector s3 = FloatVector.fromArray(S, sums, sum + 3 * L);
    FloatVector s4 = FloatVector.fromArray(S, sums, sum + 4 * L);
    FloatVector s5 = FloatVector.fromArray(S, sums, sum + 5 * L);
    FloatVector s6 = FloatVector.fromArray(S, sums, sum + 6 * L);
    FloatVector s7 = FloatVector.fromArray(S, sums, sum + 7 * L);
    FloatVector s8 = FloatVector.fromArray(S, sums, sum + 8 * L);
    for (int p = 0; p < pixels; p++) {
      FloatVector v = FloatVector.fromArray(S, dy, g + p * channels);
      int at = places[p];
      s0 = FloatVector.fromArray(S, x, x0 + at).fma(v, s0);
      s1 = FloatVector.fromArray(S, x, x1 + at).fma(v, s1);
      s2 = FloatVector.fromArray(S, x, x2 + at).fma(v, s2);
      s3 = FloatVector.fromArray(S, x, x3 + at).fma(v, s3);
      s4 = FloatVector.fromArray(S, x, x4 + at).fma(v, s4);
      s5 = FloatVector.fromArray(S, x, x5 + at).fma(v, s5);
      s6 = FloatVector.fromArray(S, x, x6 + at).fma(v, s6);
      s7 = FloatVector.fromArray(S, x, x7 + at).fma(v, s7);
      s8 = FloatVector.fromArray(S, x, x8 + at).fma(v, s8);
    }
    s0.intoArray(sums, sum);
    s1.intoArray(sums, sum + L);
    s2.intoArray(sums, sum + 2 * L);
    s3.intoArray(sums, sum + 3 * L);
    s4.intoArray(sums, sum + 4 * L);
    s5.intoArray(sums, sum + 5 * L);
    s6.intoArray(sums, sum + 6 * L);
    s7.intoArray(sums, sum + 7 * L);
    s8.intoArray(sums, sum + 8 * L);
  }

  private static void three(
      ConvPlan plan,
      int tap,
      int c,
      int pixels,
      int channels,
      float[] dy,
      int g,
      float[] sums,
      int sum) {
    float[] x = plan.source;
    int[] places = plan.pixels;
    int x0 = plan.base + c + plan.columns[tap];
    int x1 = plan.base + c + plan.columns[tap + 1];
    int x2 = plan.base + c + plan.columns[tap + 2];
    FloatVector s0 = FloatVector.fromArray(S, sums, sum);
    FloatVector s1 = FloatVector.fromArray(S, sums, sum + L);
    FloatVector s2 = FloatVector.fromArray(S, sums, sum + 2 * L);
    for (int p = 0; p < pixels; p++) {
      FloatVector v = FloatVector.fromArray(S, dy, g + p * channels);
      int at = places[p];
      s0 = FloatVector.fromArray(S, x, x0 + at).fma(v, s0);
      s1 = FloatVector.fromArray(S, x, x1 + at).fma(v, s1);
      s2 = FloatVector.fromArray(S, x, x2 + at).fma(v, s2);
    }
    s0.intoArray(sums, sum);
    s1.intoArray(sums, sum + L);
    s2.intoArray(sums, sum + 2 * L);
  }

  private static void one(
      ConvPlan plan,
      int tap,
      int c,
      int pixels,
      int channels,
      float[] dy,
      int g,
      float[] sums,
      int sum) {
    int x = plan.base + c + plan.columns[tap];
    FloatVector s = FloatVector.fromArray(S, sums, sum);
    for (int p = 0; p < pixels; p++) {
      FloatVector v = FloatVector.fromArray(S, dy, g + p * channels);
      s = FloatVector.fromArray(S, plan.source, x + plan.pixels[p]).fma(v, s);
    }
    s.intoArray(sums, sum);
  }
}
