package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;
import static graft.accel.cpu.kernel.Tiles.TALL;
import static graft.accel.cpu.kernel.Tiles.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * Single-precision matrix product on the Vector API, {@code C (m, n) = [C +] op(A) (m, k) · op(B)
 * (k, n)}.
 *
 * <p>Three ways, by shape alone. <b>Blocked</b> (Goto and van de Geijn, 2008): panels of B packed
 * as [k][2 vectors], tiles of A as [k][12 or 8], kept in the caches, edges by a scratch tile.
 * <b>Skinny</b>, for n up to 64: B packed whole, A not at all; the same with both sides exchanged
 * for A·Bᵀ with few rows, where packing the transposed B would cost as much as the product.
 * <b>GEMV</b>, for one row or one column: limited by memory, nothing packed.
 *
 * <p>C is split along its longer side into strips ({@link #tasks}); a call computes a range of
 * them. In the first two ways an element is one chain of FMAs in order of k wherever it is
 * computed, so its bits do not depend on the range. k is never split among tasks. Packing is done
 * once a call: a worker takes one large range rather than many small ones.
 */
final class Gemm {
  private static final int KC = 512;
  private static final int MC = 192;
  private static final int NC = 1024;

  /** Rows or columns of one task's strip. */
  private static final int STRIP_ROWS = 24;

  private static final int STRIP_COLUMNS = 32;

  private static final int SKINNY = 64;
  private static final int SKINNY_KC = 2048;

  private Gemm() {}

  static int tasks(int m, int n) {
    return m >= n ? (m + STRIP_ROWS - 1) / STRIP_ROWS : (n + STRIP_COLUMNS - 1) / STRIP_COLUMNS;
  }

  static void run(
      int from,
      int to,
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int lda,
      boolean ta,
      float[] b,
      int bo,
      int ldb,
      boolean tb,
      float[] c,
      int co,
      int ldc,
      boolean accumulate,
      Scratch s) {
    int i0 = 0;
    int i1 = m;
    int j0 = 0;
    int j1 = n;
    if (m >= n) {
      i0 = Math.min(m, from * STRIP_ROWS);
      i1 = Math.min(m, to * STRIP_ROWS);
    } else {
      j0 = Math.min(n, from * STRIP_COLUMNS);
      j1 = Math.min(n, to * STRIP_COLUMNS);
    }
    int rows = i1 - i0;
    int cols = j1 - j0;
    if (rows <= 0 || cols <= 0) {
      return;
    }
    int a0 = ao + i0 * (ta ? 1 : lda);
    int b0 = bo + j0 * (tb ? ldb : 1);
    int c0 = co + i0 * ldc + j0;
    // The way is chosen by the whole shape, never by the range: same bits for any split.
    if (m == 1) {
      vector(cols, k, b, b0, ldb, tb, a, a0, ta ? lda : 1, c, c0, 1, accumulate, s);
    } else if (n == 1) {
      vector(rows, k, a, a0, lda, !ta, b, b0, tb ? 1 : ldb, c, c0, ldc, accumulate, s);
    } else if (n <= SKINNY) {
      int aRow = ta ? 1 : lda;
      int aCol = ta ? lda : 1;
      skinny(rows, cols, k, a, a0, aRow, aCol, b, b0, ldb, tb, c, c0, ldc, 1, accumulate, s);
    } else if (m <= SKINNY && tb && k >= SKINNY) {
      skinny(cols, rows, k, b, b0, ldb, 1, a, a0, lda, !ta, c, c0, 1, ldc, accumulate, s);
    } else {
      blocked(rows, cols, k, a, a0, lda, ta, b, b0, ldb, tb, c, c0, ldc, accumulate, s, m);
    }
  }

  private static void blocked(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int lda,
      boolean ta,
      float[] b,
      int bo,
      int ldb,
      boolean tb,
      float[] c,
      int co,
      int ldc,
      boolean accumulate,
      Scratch s,
      int allRows) {
    // Few rows use a panel of B only a few times: read it in place, unless its rows fall into the
    // same sets of the cache.
    boolean inPlace = !tb && allRows <= 128 && ldb % 1024 != 0;
    float[] pa = s.a(MC * Math.min(k, KC));
    float[] pb = s.b((Math.min(n, NC) + WIDE) * Math.min(k, KC));
    for (int jc = 0; jc < n; jc += NC) {
      int nb = Math.min(NC, n - jc);
      for (int pc = 0; pc < Math.max(k, 1); pc += KC) {
        int kb = Math.min(KC, k - pc);
        boolean fresh = pc == 0 && !accumulate;
        int whole = inPlace ? nb - nb % WIDE : 0;
        if (whole < nb) {
          Pack.panels(
              b,
              bo + (tb ? (jc + whole) * ldb + pc : pc * ldb + jc + whole),
              ldb,
              tb,
              kb,
              nb - whole,
              pb,
              0);
        }
        for (int ic = 0; ic < m; ic += MC) {
          int mb = Math.min(MC, m - ic);
          packRows(a, ao + (ta ? pc * lda + ic : ic * lda + pc), lda, ta, mb, kb, pa);
          int panel = 0;
          for (int j = 0; j < nb; ) {
            int w = width(nb - j);
            int cc = co + ic * ldc + jc + j;
            if (j < whole) {
              rowTiles(mb, w, w, kb, pa, b, bo + pc * ldb + jc + j, ldb, c, cc, ldc, fresh, s);
            } else {
              int nn = Math.min(w, nb - j);
              rowTiles(mb, nn, w, kb, pa, pb, panel, w, c, cc, ldc, fresh, s);
              panel += w * kb;
            }
            j += w;
          }
        }
      }
    }
  }

  /** Width of the next panel when {@code left} columns are left. */
  static int width(int left) {
    return left > L ? WIDE : L;
  }

  /**
   * Rows of the next tile when {@code left} rows are left: 12s and 8s that waste at most 3 rows.
   */
  private static int height(int left) {
    int quads = (left + 3) / 4;
    return quads == 3 || quads > 4 ? TALL : 8;
  }

  private static void packRows(float[] a, int ao, int lda, boolean ta, int m, int k, float[] dst) {
    for (int i = 0, at = 0; i < m; ) {
      int h = height(m - i);
      Pack.tile(a, ao + i * (ta ? 1 : lda), lda, ta, k, Math.min(h, m - i), h, dst, at);
      at += h * k;
      i += h;
    }
  }

  /** All tiles of A against one panel of B with {@code n} valid columns of {@code w}. */
  private static void rowTiles(
      int m,
      int n,
      int w,
      int k,
      float[] pa,
      float[] b,
      int bo,
      int ldb,
      float[] c,
      int co,
      int ldc,
      boolean fresh,
      Scratch s) {
    for (int i = 0, at = 0; i < m; ) {
      int h = height(m - i);
      int cc = co + i * ldc;
      if (n == w && h <= m - i) {
        if (fresh) {
          Tiles.packed(h, w, pa, at, b, bo, ldb, k, Tiles.ZEROS, 0, 0, c, cc, ldc);
        } else {
          Tiles.packed(h, w, pa, at, b, bo, ldb, k, c, cc, ldc, c, cc, ldc);
        }
      } else {
        int rows = Math.min(h, m - i);
        if (fresh) {
          Tiles.packed(h, w, pa, at, b, bo, ldb, k, Tiles.ZEROS, 0, 0, s.tile, 0, w);
        } else {
          Pack.copy(rows, n, c, cc, ldc, 1, s.tile, 0, w, 1);
          Tiles.packed(h, w, pa, at, b, bo, ldb, k, s.tile, 0, w, s.tile, 0, w);
        }
        Pack.copy(rows, n, s.tile, 0, w, 1, c, cc, ldc, 1);
      }
      at += h * k;
      i += h;
    }
  }

  /** B packed for up to 2,048 k at a time, A read in place, C with a stride for each axis. */
  private static void skinny(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int aRow,
      int aCol,
      float[] b,
      int bo,
      int ldb,
      boolean tb,
      float[] c,
      int co,
      int cRow,
      int cCol,
      boolean accumulate,
      Scratch s) {
    int kc = Math.min(k, SKINNY_KC);
    float[] pb = s.b((n + WIDE) * kc);
    int[] cols = s.columns(kc);
    for (int i = 0; i < kc; i++) {
      cols[i] = i * aCol;
    }
    for (int pc = 0; pc < Math.max(k, 1); pc += SKINNY_KC) {
      int kb = Math.min(SKINNY_KC, k - pc);
      boolean fresh = pc == 0 && !accumulate;
      Pack.panels(b, bo + pc * (tb ? 1 : ldb), ldb, tb, kb, n, pb, 0);
      for (int i = 0; i < m; i += 8) {
        int rows = Math.min(8, m - i);
        for (int r = 0; r < 8; r++) {
          s.rows[r] = Math.min(r, rows - 1) * aRow;
        }
        int aa = ao + i * aRow + pc * aCol;
        int panel = 0;
        for (int j = 0; j < n; ) {
          int w = width(n - j);
          int nn = Math.min(w, n - j);
          int cc = co + i * cRow + j * cCol;
          gathered(
              rows, nn, w, a, aa, s.rows, 0, cols, 0, pb, panel, w, kb, fresh, c, cc, cRow, cCol,
              s);
          panel += w * kb;
          j += w;
        }
      }
    }
  }

  /**
   * One gathered tile into {@code rows} by {@code n} of C: straight if it fits and C's columns lie
   * side by side, else by the scratch tile. The tables of rows must have 8 valid entries.
   */
  static void gathered(
      int rows,
      int n,
      int w,
      float[] a,
      int ao,
      int[] at,
      int ai,
      int[] cols,
      int ci,
      float[] b,
      int bo,
      int ldb,
      int k,
      boolean fresh,
      float[] c,
      int co,
      int cRow,
      int cCol,
      Scratch s) {
    if (rows == 8 && n == w && cCol == 1) {
      if (fresh) {
        Tiles.gathered(w, a, ao, at, ai, cols, ci, b, bo, ldb, k, Tiles.ZEROS, 0, 0, c, co, cRow);
      } else {
        Tiles.gathered(w, a, ao, at, ai, cols, ci, b, bo, ldb, k, c, co, cRow, c, co, cRow);
      }
      return;
    }
    float[] t = s.tile;
    if (fresh) {
      Tiles.gathered(w, a, ao, at, ai, cols, ci, b, bo, ldb, k, Tiles.ZEROS, 0, 0, t, 0, w);
    } else {
      Pack.copy(rows, n, c, co, cRow, cCol, t, 0, w, 1);
      Tiles.gathered(w, a, ao, at, ai, cols, ci, b, bo, ldb, k, t, 0, w, t, 0, w);
    }
    Pack.copy(rows, n, t, 0, w, 1, c, co, cRow, cCol);
  }

  /** y (m) [+]= op(A) (m, k) · x (k): {@code rowMajor} A is (m, k), else it is (k, m). */
  private static void vector(
      int m,
      int k,
      float[] a,
      int ao,
      int lda,
      boolean rowMajor,
      float[] x,
      int xo,
      int xStride,
      float[] y,
      int yo,
      int yStride,
      boolean accumulate,
      Scratch s) {
    float[] v = x;
    int vo = xo;
    if (xStride != 1 && k > 1) {
      v = s.b(k);
      vo = 0;
      for (int i = 0; i < k; i++) {
        v[i] = x[xo + i * xStride];
      }
    }
    if (rowMajor) {
      for (int i = 0; i < m; i++) {
        float sum = dot(k, a, ao + i * lda, v, vo, s.tile);
        int at = yo + i * yStride;
        y[at] = accumulate ? y[at] + sum : sum;
      }
    } else {
      float[] sums = yStride == 1 ? y : s.a(m);
      int so = yStride == 1 ? yo : 0;
      for (int i = 0; i < m; i++) {
        sums[so + i] = accumulate ? y[yo + i * yStride] : 0;
      }
      combine(m, k, a, ao, lda, v, vo, sums, so);
      if (yStride != 1) {
        Pack.copy(m, 1, sums, 0, 1, 1, y, yo, yStride, 1);
      }
    }
  }

  /** Σ x_i y_i by four vectors of partial sums, folded in a fixed order, and a scalar rest. */
  static float dot(int k, float[] x, int xo, float[] y, int yo, float[] fold) {
    FloatVector c0 = FloatVector.zero(S), c1 = c0, c2 = c0, c3 = c0;
    int i = 0;
    for (; i <= k - 4 * L; i += 4 * L) {
      int p = xo + i;
      int q = yo + i;
      c0 = load(x, p).fma(load(y, q), c0);
      c1 = load(x, p + L).fma(load(y, q + L), c1);
      c2 = load(x, p + 2 * L).fma(load(y, q + 2 * L), c2);
      c3 = load(x, p + 3 * L).fma(load(y, q + 3 * L), c3);
    }
    c0.add(c1).add(c2.add(c3)).intoArray(fold, 0);
    float sum = Reduce.fold(fold);
    for (; i < k; i++) {
      sum = Math.fma(x[xo + i], y[yo + i], sum);
    }
    return sum;
  }

  /** y (m) += Aᵀ x for A (k, m): four rows of A at a time, so that y is read and written rarely. */
  private static void combine(
      int m, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo) {
    int whole = m - m % L;
    int p = 0;
    for (; p <= k - 4; p += 4) {
      combine4(whole, a, ao + p * lda, lda, x, xo + p, y, yo);
    }
    for (; p < k; p++) {
      combine1(whole, a, ao + p * lda, x[xo + p], y, yo);
    }
    for (int i = whole; i < m; i++) {
      float sum = y[yo + i];
      for (int r = 0; r < k; r++) {
        sum = Math.fma(x[xo + r], a[ao + r * lda + i], sum);
      }
      y[yo + i] = sum;
    }
  }

  private static void combine4(
      int m, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo) {
    FloatVector x0 = FloatVector.broadcast(S, x[xo]);
    FloatVector x1 = FloatVector.broadcast(S, x[xo + 1]);
    FloatVector x2 = FloatVector.broadcast(S, x[xo + 2]);
    FloatVector x3 = FloatVector.broadcast(S, x[xo + 3]);
    for (int i = 0; i < m; i += L) {
      int p = ao + i;
      FloatVector sum = x0.fma(load(a, p), load(y, yo + i));
      sum = x1.fma(load(a, p + lda), sum);
      sum = x2.fma(load(a, p + 2 * lda), sum);
      x3.fma(load(a, p + 3 * lda), sum).intoArray(y, yo + i);
    }
  }

  private static void combine1(int m, float[] a, int ao, float x, float[] y, int yo) {
    FloatVector v = FloatVector.broadcast(S, x);
    for (int i = 0; i < m; i += L) {
      v.fma(load(a, ao + i), load(y, yo + i)).intoArray(y, yo + i);
    }
  }

  private static FloatVector load(float[] a, int i) {
    return FloatVector.fromArray(S, a, i);
  }
}
