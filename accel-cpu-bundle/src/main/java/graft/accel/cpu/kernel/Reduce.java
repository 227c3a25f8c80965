package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Reductions of rows, columns and pooling windows on the Vector API.
 *
 * <p>A sum over a row goes into four vectors, which are folded by halves in a fixed order, and a
 * scalar rest; one over a column into the lane of that column, 512 rows at a time so that rounding
 * errors grow with the blocks and not with the rows. {@code reduceLanes} is not used: its order
 * changes when the JIT compiles it. Greatest and least are compare and blend, as {@code
 * FloatVector.max} takes three times as long; a NaN stays once it is there.
 */
final class Reduce {
  private static final int BLOCK = 512;

  private Reduce() {}

  /** The sum of the first L elements by halves, in place. */
  static float fold(float[] v) {
    for (int half = L / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        v[i] += v[i + half];
      }
    }
    return v[0];
  }

  private static FloatVector load(float[] a, int i) {
    return FloatVector.fromArray(S, a, i);
  }

  private static FloatVector max(FloatVector m, FloatVector v) {
    return m.blend(v, v.compare(VectorOperators.GT, m).or(v.compare(VectorOperators.NE, v)));
  }

  private static FloatVector min(FloatVector m, FloatVector v) {
    return m.blend(v, v.compare(VectorOperators.LT, m).or(v.compare(VectorOperators.NE, v)));
  }

  // ---- rows

  /** {@code fold} has room for a vector. */
  static float sumRow(int n, float[] x, int xo, float[] fold) {
    FloatVector c0 = FloatVector.zero(S), c1 = c0, c2 = c0, c3 = c0;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      int p = xo + i;
      c0 = c0.add(load(x, p));
      c1 = c1.add(load(x, p + L));
      c2 = c2.add(load(x, p + 2 * L));
      c3 = c3.add(load(x, p + 3 * L));
    }
    c0.add(c1).add(c2.add(c3)).intoArray(fold, 0);
    float sum = fold(fold);
    for (; i < n; i++) {
      sum += x[xo + i];
    }
    return sum;
  }

  static float maxRow(int n, float[] x, int xo, float[] fold) {
    float result = Float.NEGATIVE_INFINITY;
    int i = 0;
    if (n >= 2 * L) {
      FloatVector c0 = load(x, xo), c1 = load(x, xo + L);
      for (i = 2 * L; i <= n - 2 * L; i += 2 * L) {
        c0 = max(c0, load(x, xo + i));
        c1 = max(c1, load(x, xo + i + L));
      }
      max(c0, c1).intoArray(fold, 0);
      result = ScalarKernels.maxRow(L, fold, 0);
    }
    return ScalarMath.max(result, ScalarKernels.maxRow(n - i, x, xo + i));
  }

  static float minRow(int n, float[] x, int xo, float[] fold) {
    float result = Float.POSITIVE_INFINITY;
    int i = 0;
    if (n >= 2 * L) {
      FloatVector c0 = load(x, xo), c1 = load(x, xo + L);
      for (i = 2 * L; i <= n - 2 * L; i += 2 * L) {
        c0 = min(c0, load(x, xo + i));
        c1 = min(c1, load(x, xo + i + L));
      }
      min(c0, c1).intoArray(fold, 0);
      result = ScalarKernels.minRow(L, fold, 0);
    }
    return ScalarMath.min(result, ScalarKernels.minRow(n - i, x, xo + i));
  }

  // ---- columns: the vectors of the columns that fill one; the caller does the rest

  /** Returns how many columns are done. */
  static int sumColumns(int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    int done = 0;
    for (int r = 0; r == 0 || r < rows; r += BLOCK) {
      int n = Math.min(BLOCK, rows - r);
      boolean more = r > 0;
      done = 0;
      for (; done <= columns - 4 * L; done += 4 * L) {
        sumColumns4(n, x, xo + r * ldx + done, ldx, y, yo + done, more);
      }
      for (; done <= columns - L; done += L) {
        sumColumns1(n, x, xo + r * ldx + done, ldx, y, yo + done, more);
      }
    }
    return done;
  }

  private static void sumColumns4(
      int rows, float[] x, int xo, int ldx, float[] y, int yo, boolean more) {
    FloatVector c0 = FloatVector.zero(S), c1 = c0, c2 = c0, c3 = c0;
    for (int r = 0, p = xo; r < rows; r++, p += ldx) {
      c0 = c0.add(load(x, p));
      c1 = c1.add(load(x, p + L));
      c2 = c2.add(load(x, p + 2 * L));
      c3 = c3.add(load(x, p + 3 * L));
    }
    if (more) {
      c0 = c0.add(load(y, yo));
      c1 = c1.add(load(y, yo + L));
      c2 = c2.add(load(y, yo + 2 * L));
      c3 = c3.add(load(y, yo + 3 * L));
    }
    c0.intoArray(y, yo);
    c1.intoArray(y, yo + L);
    c2.intoArray(y, yo + 2 * L);
    c3.intoArray(y, yo + 3 * L);
  }

  private static void sumColumns1(
      int rows, float[] x, int xo, int ldx, float[] y, int yo, boolean more) {
    FloatVector c0 = FloatVector.zero(S);
    for (int r = 0, p = xo; r < rows; r++, p += ldx) {
      c0 = c0.add(load(x, p));
    }
    (more ? c0.add(load(y, yo)) : c0).intoArray(y, yo);
  }

  static int maxColumns(int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    int done = 0;
    for (; done <= columns - L; done += L) {
      FloatVector c = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (int r = 0, p = xo + done; r < rows; r++, p += ldx) {
        c = max(c, load(x, p));
      }
      c.intoArray(y, yo + done);
    }
    return done;
  }

  static int minColumns(int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    int done = 0;
    for (; done <= columns - L; done += L) {
      FloatVector c = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
      for (int r = 0, p = xo + done; r < rows; r++, p += ldx) {
        c = min(c, load(x, p));
      }
      c.intoArray(y, yo + done);
    }
    return done;
  }

  // ---- windows: channels side by side, taps at x[xo + taps[i] + channel]

  static int maxWindow(int n, int[] taps, int channels, float[] x, int xo, float[] y, int yo) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      greatest(n, taps, x, xo + c).intoArray(y, yo + c);
    }
    return c;
  }

  private static FloatVector greatest(int n, int[] taps, float[] x, int xo) {
    FloatVector m = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < n; i++) {
      m = max(m, load(x, xo + taps[i]));
    }
    return m;
  }

  static int sumWindow(int n, int[] taps, int channels, float[] x, int xo, float[] y, int yo) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      FloatVector sum = FloatVector.zero(S);
      for (int i = 0; i < n; i++) {
        sum = sum.add(load(x, xo + c + taps[i]));
      }
      sum.intoArray(y, yo + c);
    }
    return c;
  }

  /** dx[taps] += dy at the first greatest tap: what is left of dy after a hit is zero. */
  static int maxWindowGradient(
      int n,
      int[] taps,
      int channels,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo) {
    int c = 0;
    FloatVector zero = FloatVector.zero(S);
    for (; c <= channels - L; c += L) {
      FloatVector m = greatest(n, taps, x, xo + c);
      FloatVector left = load(dy, dyo + c);
      for (int i = 0; i < n; i++) {
        FloatVector v = load(x, xo + c + taps[i]);
        var hit = v.compare(VectorOperators.EQ, m).or(v.compare(VectorOperators.NE, v));
        int at = dxo + c + taps[i];
        load(dx, at).add(zero.blend(left, hit)).intoArray(dx, at);
        left = left.blend(zero, hit);
      }
    }
    return c;
  }

  /** y = v at the first greatest tap: taps from the last to the first, the first overwrites. */
  static int pickWindow(
      int n, int[] taps, int channels, float[] x, int xo, float[] v, int vo, float[] y, int yo) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      FloatVector m = greatest(n, taps, x, xo + c);
      FloatVector picked = FloatVector.zero(S);
      for (int i = n - 1; i >= 0; i--) {
        FloatVector e = load(x, xo + c + taps[i]);
        var hit = e.compare(VectorOperators.EQ, m).or(e.compare(VectorOperators.NE, e));
        picked = picked.blend(load(v, vo + c + taps[i]), hit);
      }
      picked.intoArray(y, yo + c);
    }
    return c;
  }

  static int addWindow(int n, int[] taps, int channels, float[] dy, int dyo, float[] dx, int dxo) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      FloatVector d = load(dy, dyo + c);
      for (int i = 0; i < n; i++) {
        int at = dxo + c + taps[i];
        load(dx, at).add(d).intoArray(dx, at);
      }
    }
    return c;
  }
}
