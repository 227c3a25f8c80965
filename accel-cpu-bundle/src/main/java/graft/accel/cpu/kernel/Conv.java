package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.WIDE;

import java.util.Arrays;

/**
 * Convolution in one to three dimensions and its two gradients, direct, on the Vector API; x
 * (batch, depth, height, width, channels), filters (depth, height, width, inChannels / groups,
 * outChannels).
 *
 * <p>All three are products whose left matrix is never built: {@link Tiles#gathered} reads it
 * through the tables of a {@link ConvPlan}.
 *
 * <ul>
 *   <li>forward: rows are output pixels, columns taps and channels of the padded image; the right
 *       matrix is the filters, packed in panels of two vectors of output channels.
 *   <li>data gradient: the same over the gradient, with turned filters. A stride cuts the input's
 *       pixels into phases (position modulo stride); each phase is a convolution of stride 1 with
 *       the taps that meet it (polyphase decomposition).
 *   <li>filter gradient: rows are taps and channels, columns the pixels, the right matrix is the
 *       gradient as it lies in memory. Pixels are added up image after image, never split.
 * </ul>
 *
 * <p>Where there is padding, an image is first copied with zeros around it, so that no tile knows
 * of borders; whether a zero of the padding is multiplied or skipped is not defined (0 · ∞ = NaN).
 * Packed filters and padded images are made anew by each call: a worker takes one large range of
 * tasks. An element is one chain of FMAs in a fixed order, whatever the range.
 */
final class Conv {
  /** Pixels of one task of the forward convolution and the data gradient, about. */
  private static final int TASK_PIXELS = 64;

  /** Pixels between two additions to the filter gradient: their gradients stay in the L2 cache. */
  private static final int CHUNK = 1024;

  private Conv() {}

  static int forwardUnits(WindowShape w) {
    return Math.max(1, w.outPixels() / TASK_PIXELS);
  }

  static int dataUnits(WindowShape w) {
    return Math.max(1, w.inPixels() / TASK_PIXELS);
  }

  static int filterTasks(WindowShape w) {
    return w.groups() * rowTiles(w);
  }

  private static int rowTiles(WindowShape w) {
    return (w.taps() * (w.inChannels() / w.groups()) + 7) / 8;
  }

  /** y = x ∗ f + bias; without a bias if {@code biasOffset} is negative. */
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
    int outer = w.outChannels() / w.groups();
    int k = w.taps() * (w.inChannels() / w.groups());
    float[] panels = f;
    int at = fo;
    if (w.groups() > 1 || Gemm.width(outer) != outer) {
      panels = s.b(w.groups() * k * (outer + WIDE));
      at = 0;
      for (int g = 0, end = 0; g < w.groups(); g++) {
        end = Pack.panels(f, fo + g * outer, w.outChannels(), false, k, outer, panels, end);
      }
    }
    int units = forwardUnits(w);
    for (int t = from; t < to; ) {
      int image = t / units;
      int end = Math.min(to, (image + 1) * units);
      plan.image(x, xo + image * w.inSize());
      int first = t - image * units;
      int last = end - image * units;
      product(
          plan,
          first,
          last,
          units,
          w.groups(),
          w.inChannels() / w.groups(),
          outer,
          panels,
          at,
          bias,
          biasOffset,
          y,
          yo + image * w.outSize(),
          w.outChannels(),
          s);
      t = end;
    }
  }

  /** dx = dy ∗ turned f. */
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
    int inner = w.inChannels() / w.groups();
    int outer = w.outChannels() / w.groups();
    float[] panels = s.b(w.groups() * w.taps() * outer * (inner + WIDE));
    turn(plan, w, inner, outer, f, fo, panels);
    int units = dataUnits(w);
    for (int t = from; t < to; ) {
      int image = t / units;
      int end = Math.min(to, (image + 1) * units);
      plan.image(dy, dyo + image * w.outSize());
      int first = t - image * units;
      int last = end - image * units;
      product(
          plan,
          first,
          last,
          units,
          w.groups(),
          outer,
          inner,
          panels,
          0,
          dx,
          -1,
          dx,
          dxo + image * w.inSize(),
          w.inChannels(),
          s);
      t = end;
    }
  }

  /** Filters as panels [tap and output channel][input channels], in the order of the columns. */
  private static void turn(
      ConvPlan plan, WindowShape w, int inner, int outer, float[] f, int fo, float[] panels) {
    int at = 0;
    for (int phase = 0; phase < plan.phaseCount; phase++) {
      int first = plan.phases[ConvPlan.PHASE * phase + 2];
      int end = first + plan.phases[ConvPlan.PHASE * phase + 3];
      for (int g = 0; g < w.groups(); g++) {
        for (int j = 0; j < inner; ) {
          int width = Gemm.width(inner - j);
          for (int c = first; c < end; c += outer) {
            int from = fo + (plan.taps[c] * inner + j) * w.outChannels() + g * outer;
            int rows = Math.min(width, inner - j);
            Pack.tile(f, from, w.outChannels(), false, outer, rows, width, panels, at);
            at += outer * width;
          }
          j += width;
        }
      }
    }
  }

  /** Units [first, last) of one image: a share of each phase's pixels, all groups and panels. */
  private static void product(
      ConvPlan plan,
      int first,
      int last,
      int units,
      int groups,
      int inner,
      int outer,
      float[] panels,
      int at,
      float[] bias,
      int biasOffset,
      float[] y,
      int yo,
      int channels,
      Scratch s) {
    for (int phase = 0; phase < plan.phaseCount; phase++) {
      int start = plan.phases[ConvPlan.PHASE * phase];
      int pixels = plan.phases[ConvPlan.PHASE * phase + 1];
      // Whole tiles of 8, so that a tile is the same whatever the range.
      int p0 = (int) ((long) pixels * first / units) & -8;
      int p1 = last == units ? pixels : (int) ((long) pixels * last / units) & -8;
      int tile = plan.phases[ConvPlan.PHASE * phase + 4] + p0 / 8;
      int k = plan.phases[ConvPlan.PHASE * phase + 3];
      for (int g = 0; g < groups; g++) {
        for (int j = 0; j < outer; ) {
          int width = Gemm.width(outer - j);
          int n = Math.min(width, outer - j);
          float[] init = Tiles.ZEROS;
          if (biasOffset >= 0) {
            init = s.row;
            System.arraycopy(bias, biasOffset + g * outer + j, init, 0, n);
          }
          int c = plan.phases[ConvPlan.PHASE * phase + 2];
          panel(
              plan,
              start + p0,
              start + p1,
              tile,
              c,
              g * inner,
              panels,
              at,
              width,
              n,
              init,
              y,
              yo + g * outer + j,
              channels,
              s);
          at += k * width;
          j += width;
        }
      }
    }
  }

  private static void panel(
      ConvPlan plan,
      int p0,
      int p1,
      int firstTile,
      int firstColumn,
      int channel,
      float[] b,
      int bo,
      int width,
      int n,
      float[] init,
      float[] y,
      int yo,
      int channels,
      Scratch s) {
    int base = plan.base + channel;
    int[] outputs = plan.outputs;
    for (int p = p0, tile = firstTile; p < p1; p += 8, tile++) {
      int column = plan.tileColumn[tile];
      int k = plan.tileColumns[tile];
      int weights = bo + (column - firstColumn) * width;
      int rows = Math.min(8, p1 - p);
      int[] at = plan.pixels;
      int ai = p;
      boolean whole = rows == 8 && n == width;
      if (rows < 8) {
        at = s.rows;
        ai = 0;
        for (int r = 0; r < 8; r++) {
          at[r] = plan.pixels[Math.min(p + r, p1 - 1)];
        }
      } else {
        whole &= outputs[p + 7] - outputs[p] == 7 * channels;
      }
      if (whole) {
        Tiles.gathered(
            width,
            plan.source,
            base,
            at,
            ai,
            plan.columns,
            column,
            b,
            weights,
            width,
            k,
            init,
            0,
            0,
            y,
            yo + outputs[p],
            channels);
      } else {
        Tiles.gathered(
            width,
            plan.source,
            base,
            at,
            ai,
            plan.columns,
            column,
            b,
            weights,
            width,
            k,
            init,
            0,
            0,
            s.tile,
            0,
            width);
        for (int r = 0; r < rows; r++) {
          Pack.copy(1, n, s.tile, r * width, 0, 1, y, yo + outputs[p + r], 0, 1);
        }
      }
    }
  }

  /** df = Σ over images and pixels of x · dy. */
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
    int inner = w.inChannels() / w.groups();
    int outer = w.outChannels() / w.groups();
    int k = w.taps() * inner;
    int tiles = rowTiles(w);
    int pixels = w.outPixels();
    if (batch == 0 || pixels == 0) {
      Arrays.fill(df, dfo, dfo + w.filterSize(), 0);
    }
    float[] edge = s.b(CHUNK * WIDE);
    for (int image = 0; image < batch; image++) {
      plan.image(x, xo + image * w.inSize());
      for (int p = 0; p < pixels; p += CHUNK) {
        int chunk = Math.min(CHUNK, pixels - p);
        boolean fresh = image == 0 && p == 0;
        int gradient = dyo + (image * pixels + p) * w.outChannels();
        for (int t = from; t < to; ) {
          int g = t / tiles;
          int end = Math.min(to, (g + 1) * tiles);
          for (int j = 0; j < outer; ) {
            int width = Gemm.width(outer - j);
            int n = Math.min(width, outer - j);
            float[] b = dy;
            int bo = gradient + g * outer + j;
            int ldb = w.outChannels();
            if (n < width) {
              Pack.panels(dy, bo, ldb, false, chunk, n, edge, 0);
              b = edge;
              bo = 0;
              ldb = width;
            }
            for (int u = t; u < end; u++) {
              int row = (u - g * tiles) * 8;
              int rows = Math.min(8, k - row);
              int[] at = plan.columns;
              int ai = row;
              if (rows < 8) {
                at = s.rows;
                ai = 0;
                for (int r = 0; r < 8; r++) {
                  at[r] = plan.columns[Math.min(row + r, k - 1)];
                }
              }
              Gemm.gathered(
                  rows,
                  n,
                  width,
                  plan.source,
                  plan.base + g * inner,
                  at,
                  ai,
                  plan.pixels,
                  p,
                  b,
                  bo,
                  ldb,
                  chunk,
                  fresh,
                  df,
                  dfo + row * w.outChannels() + g * outer + j,
                  w.outChannels(),
                  1,
                  s);
            }
            j += width;
          }
          t = end;
        }
      }
    }
  }
}
