package graft.accel.cpu.kernel;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;

/**
 * The kernels as plain loops, for a JVM without the Vector API. Inner loops run over contiguous
 * elements without a dependence, which C2 vectorises by itself; products are multiplied and added
 * (not fused), as {@code Math.fma} is slow on processors without it.
 */
final class ScalarKernels implements Kernels {
  private static final int STRIP = 16;
  private static final int BLOCK = 512;

  @Override
  public String name() {
    return "scalar/1";
  }

  /** Plain loops are compiled soon enough. */
  @Override
  public void warmUp() {}

  // ---- matrix product

  @Override
  public int gemmTasks(int m, int n, int k) {
    return (Math.max(m, n) + STRIP - 1) / STRIP;
  }

  @Override
  public void gemm(
      int from,
      int to,
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int lda,
      boolean transposeA,
      float[] b,
      int bo,
      int ldb,
      boolean transposeB,
      float[] c,
      int co,
      int ldc,
      boolean accumulate,
      Scratch scratch) {
    boolean tall = m >= n;
    int i0 = tall ? Math.min(m, from * STRIP) : 0;
    int i1 = tall ? Math.min(m, to * STRIP) : m;
    int j0 = tall ? 0 : Math.min(n, from * STRIP);
    int j1 = tall ? n : Math.min(n, to * STRIP);
    int cols = j1 - j0;
    if (cols <= 0 || i1 <= i0) {
      return;
    }
    float[] rows = b;
    int first = bo + j0;
    int ld = ldb;
    if (transposeB) {
      rows = scratch.b(k * cols);
      first = 0;
      ld = cols;
      turn(cols, k, b, bo + j0 * ldb, ldb, rows, 0);
    }
    int step = transposeA ? lda : 1;
    for (int i = i0; i < i1; i++) {
      int at = co + i * ldc + j0;
      if (!accumulate) {
        Arrays.fill(c, at, at + cols, 0);
      }
      combine(k, cols, a, ao + i * (transposeA ? 1 : lda), step, rows, first, ld, c, at);
    }
  }

  /** dst (cols, rows) = src (rows, cols) turned. */
  private static void turn(int rows, int cols, float[] src, int so, int ld, float[] dst, int at) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        dst[at + j * rows + i] = src[so + i * ld + j];
      }
    }
  }

  /** y (n) += Σ_p a_p · row p of b, in order of p. */
  private static void combine(
      int k, int n, float[] a, int ao, int step, float[] b, int bo, int ldb, float[] y, int yo) {
    int p = 0;
    for (; p <= k - 4; p += 4) {
      float a0 = a[ao + p * step];
      float a1 = a[ao + (p + 1) * step];
      float a2 = a[ao + (p + 2) * step];
      float a3 = a[ao + (p + 3) * step];
      int b0 = bo + p * ldb;
      int b1 = b0 + ldb;
      int b2 = b1 + ldb;
      int b3 = b2 + ldb;
      for (int j = 0; j < n; j++) {
        y[yo + j] = y[yo + j] + a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
      }
    }
    for (; p < k; p++) {
      float a0 = a[ao + p * step];
      int b0 = bo + p * ldb;
      for (int j = 0; j < n; j++) {
        y[yo + j] += a0 * b[b0 + j];
      }
    }
  }

  // ---- convolution

  /** What is done at each tap of each output that is not in the padding. */
  private enum Pass {
    FORWARD,
    DATA,
    FILTER
  }

  @Override
  public int convTasks(WindowShape shape, int batch) {
    return batch;
  }

  @Override
  public void conv(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] f,
      int fo,
      float[] bias,
      int biasOffset,
      float[] y,
      int yo,
      Scratch scratch) {
    int channels = shape.outChannels();
    for (int image = from; image < to; image++) {
      int at = yo + image * shape.outSize();
      for (int p = 0; p < shape.outPixels(); p++) {
        if (biasOffset < 0) {
          Arrays.fill(y, at + p * channels, at + (p + 1) * channels, 0);
        } else {
          System.arraycopy(bias, biasOffset, y, at + p * channels, channels);
        }
      }
      for (int tap = 0; tap < shape.taps(); tap++) {
        pass(Pass.FORWARD, shape, tap, x, xo + image * shape.inSize(), f, fo, y, at);
      }
    }
  }

  @Override
  public int convDataTasks(WindowShape shape, int batch) {
    return batch;
  }

  @Override
  public void convData(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] f,
      int fo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    int inner = shape.inChannels() / shape.groups();
    float[] turned = scratch.b(shape.filterSize());
    int size = inner * shape.outChannels();
    for (int tap = 0; tap < shape.taps(); tap++) {
      turn(inner, shape.outChannels(), f, fo + tap * size, shape.outChannels(), turned, tap * size);
    }
    for (int image = from; image < to; image++) {
      int at = dxo + image * shape.inSize();
      Arrays.fill(dx, at, at + shape.inSize(), 0);
      for (int tap = 0; tap < shape.taps(); tap++) {
        pass(Pass.DATA, shape, tap, dx, at, turned, 0, dy, dyo + image * shape.outSize());
      }
    }
  }

  @Override
  public int convFilterTasks(WindowShape shape, int batch) {
    return shape.taps();
  }

  @Override
  public void convFilter(
      int from,
      int to,
      WindowShape shape,
      int batch,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] df,
      int dfo,
      Scratch scratch) {
    int size = shape.filterSize() / shape.taps();
    Arrays.fill(df, dfo + from * size, dfo + to * size, 0);
    for (int image = 0; image < batch; image++) {
      int in = xo + image * shape.inSize();
      int out = dyo + image * shape.outSize();
      for (int tap = from; tap < to; tap++) {
        pass(Pass.FILTER, shape, tap, x, in, df, dfo, dy, out);
      }
    }
  }

  /** One tap of one image: big is x or dx, small y or dy. */
  private static void pass(
      Pass pass,
      WindowShape w,
      int tap,
      float[] big,
      int bigOffset,
      float[] f,
      int fo,
      float[] small,
      int smallOffset) {
    Axis d = w.depth();
    Axis h = w.height();
    Axis e = w.width();
    int kd = tap / (h.kernel() * e.kernel());
    int kh = tap / e.kernel() % h.kernel();
    int kw = tap % e.kernel();
    int inner = w.inChannels() / w.groups();
    int outer = w.outChannels() / w.groups();
    int filter = fo + tap * inner * w.outChannels();
    int out = smallOffset;
    for (int i = 0; i < d.out(); i++) {
      int id = i * d.stride() - d.padding() + kd * d.dilation();
      for (int j = 0; j < h.out(); j++) {
        int ih = j * h.stride() - h.padding() + kh * h.dilation();
        boolean inside = id >= 0 && id < d.in() && ih >= 0 && ih < h.in();
        for (int k = 0; k < e.out(); k++, out += w.outChannels()) {
          int iw = k * e.stride() - e.padding() + kw * e.dilation();
          if (!inside || iw < 0 || iw >= e.in()) {
            continue;
          }
          int in = bigOffset + ((id * h.in() + ih) * e.in() + iw) * w.inChannels();
          for (int g = 0; g < w.groups(); g++) {
            int a = in + g * inner;
            int b = out + g * outer;
            int c = filter + g * outer;
            switch (pass) {
              case FORWARD -> combine(inner, outer, big, a, 1, f, c, w.outChannels(), small, b);
              case DATA ->
                  combine(outer, inner, small, b, 1, f, filter + g * outer * inner, inner, big, a);
              case FILTER -> outer(inner, outer, big, a, small, b, f, c, w.outChannels());
            }
          }
        }
      }
    }
  }

  /** C (m, n) += a (m) bᵀ (n). */
  private static void outer(
      int m, int n, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    for (int i = 0; i < m; i++) {
      float v = a[ao + i];
      int at = co + i * ldc;
      for (int j = 0; j < n; j++) {
        c[at + j] += v * b[bo + j];
      }
    }
  }

  // ---- pooling

  @Override
  public void maxPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch) {
    Pool.run(Pool.Kind.MAX, false, from, to, shape, x, xo, x, 0, y, yo, scratch);
  }

  @Override
  public void maxPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    Pool.run(Pool.Kind.MAX_GRADIENT, false, from, to, shape, x, xo, dy, dyo, dx, dxo, scratch);
  }

  @Override
  public void maxPoolPick(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      Scratch scratch) {
    Pool.run(Pool.Kind.PICK, false, from, to, shape, x, xo, v, vo, y, yo, scratch);
  }

  @Override
  public void sumPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch) {
    Pool.run(Pool.Kind.SUM, false, from, to, shape, x, xo, x, 0, y, yo, scratch);
  }

  @Override
  public void sumPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    Pool.run(Pool.Kind.SUM_GRADIENT, false, from, to, shape, dy, 0, dy, dyo, dx, dxo, scratch);
  }

  // ---- reductions

  @Override
  public void reduceRows(
      Reduction reduction,
      int rows,
      int columns,
      float[] x,
      int xo,
      int ldx,
      float[] y,
      int yo,
      Scratch scratch) {
    for (int r = 0; r < rows; r++) {
      int at = xo + r * ldx;
      y[yo + r] =
          switch (reduction) {
            case SUM -> sumRow(columns, x, at);
            case MAX -> maxRow(columns, x, at);
            case MIN -> minRow(columns, x, at);
          };
    }
  }

  /** Four partial sums, as errors grow with the length of a chain. */
  private static float sumRow(int n, float[] x, int xo) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += x[xo + i];
      s1 += x[xo + i + 1];
      s2 += x[xo + i + 2];
      s3 += x[xo + i + 3];
    }
    float sum = (s0 + s1) + (s2 + s3);
    for (; i < n; i++) {
      sum += x[xo + i];
    }
    return sum;
  }

  static float maxRow(int n, float[] x, int xo) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = ScalarMath.max(m, x[xo + i]);
    }
    return m;
  }

  static float minRow(int n, float[] x, int xo) {
    float m = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = ScalarMath.min(m, x[xo + i]);
    }
    return m;
  }

  @Override
  public void reduceColumns(
      Reduction reduction, int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    columns(reduction, rows, columns, x, xo, ldx, y, yo);
  }

  static void columns(
      Reduction reduction, int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    for (int c = 0; c < columns; c++) {
      int at = xo + c;
      y[yo + c] =
          switch (reduction) {
            case SUM -> sumColumn(rows, x, at, ldx);
            case MAX -> maxColumn(rows, x, at, ldx);
            case MIN -> minColumn(rows, x, at, ldx);
          };
    }
  }

  private static float sumColumn(int rows, float[] x, int xo, int ldx) {
    float total = 0;
    for (int r = 0; r < rows; r += BLOCK) {
      float sum = 0;
      for (int i = r; i < Math.min(rows, r + BLOCK); i++) {
        sum += x[xo + i * ldx];
      }
      total = r == 0 ? sum : sum + total;
    }
    return total;
  }

  private static float maxColumn(int rows, float[] x, int xo, int ldx) {
    float m = Float.NEGATIVE_INFINITY;
    for (int r = 0; r < rows; r++) {
      m = ScalarMath.max(m, x[xo + r * ldx]);
    }
    return m;
  }

  private static float minColumn(int rows, float[] x, int xo, int ldx) {
    float m = Float.POSITIVE_INFINITY;
    for (int r = 0; r < rows; r++) {
      m = ScalarMath.min(m, x[xo + r * ldx]);
    }
    return m;
  }

  @Override
  public int argMax(int n, float[] x, int xo, Scratch scratch) {
    return find(maxRow(n, x, xo), n, x, xo);
  }

  @Override
  public int argMin(int n, float[] x, int xo, Scratch scratch) {
    return find(minRow(n, x, xo), n, x, xo);
  }

  /** The first place of {@code value}, which may be NaN. */
  static int find(float value, int n, float[] x, int xo) {
    for (int i = 0; i < n; i++) {
      float v = x[xo + i];
      if (v == value || (Float.isNaN(v) && Float.isNaN(value))) {
        return i;
      }
    }
    return 0;
  }
}
