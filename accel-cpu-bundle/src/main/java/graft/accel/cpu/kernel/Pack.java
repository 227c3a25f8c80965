package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.Tiles.L;
import static graft.accel.cpu.kernel.Tiles.S;

import jdk.incubator.vector.FloatVector;

/** Copies of matrices into the layouts that {@link Tiles} reads, and of edge tiles back. */
final class Pack {
  private Pack() {}

  /**
   * op(B) (k, n) as panels of [k][width], side by side, widths as {@link Gemm#width} says, the last
   * one filled up with zeros.
   */
  static int panels(float[] b, int bo, int ldb, boolean tb, int k, int n, float[] dst, int at) {
    for (int j = 0; j < n; ) {
      int w = Gemm.width(n - j);
      int nn = Math.min(w, n - j);
      if (tb) {
        tile(b, bo + j * ldb, ldb, false, k, nn, w, dst, at);
      } else {
        tile(b, bo + j, ldb, true, k, nn, w, dst, at);
      }
      at += w * k;
      j += w;
    }
    return at;
  }

  /**
   * A (rows, k), or for {@code ta} its transpose (k, rows), as [k][height] with zeros after {@code
   * rows}.
   */
  static void tile(
      float[] a, int ao, int lda, boolean ta, int k, int rows, int height, float[] dst, int at) {
    if (!ta) {
      turn(a, ao, lda, k, rows, height, dst, at);
    } else if (rows == height && height % L == 0) {
      for (int p = 0; p < k; p++) {
        for (int i = 0; i < height; i += L) {
          FloatVector.fromArray(S, a, ao + p * lda + i).intoArray(dst, at + p * height + i);
        }
      }
    } else {
      copy(k, rows, a, ao, lda, 1, dst, at, height, 1);
    }
    if (rows < height) {
      for (int p = 0; p < k; p++) {
        for (int i = rows; i < height; i++) {
          dst[at + p * height + i] = 0;
        }
      }
    }
  }

  private static void turn(
      float[] a, int ao, int lda, int k, int rows, int height, float[] dst, int at) {
    int i = 0;
    for (; i <= rows - 4; i += 4) {
      int r0 = ao + i * lda;
      int r1 = r0 + lda;
      int r2 = r1 + lda;
      int r3 = r2 + lda;
      int d = at + i;
      for (int p = 0; p < k; p++) {
        dst[d] = a[r0 + p];
        dst[d + 1] = a[r1 + p];
        dst[d + 2] = a[r2 + p];
        dst[d + 3] = a[r3 + p];
        d += height;
      }
    }
    for (; i < rows; i++) {
      int r = ao + i * lda;
      int d = at + i;
      for (int p = 0; p < k; p++) {
        dst[d] = a[r + p];
        d += height;
      }
    }
  }

  /** dst (rows, cols) = src, each with a stride for both axes. */
  static void copy(
      int rows,
      int cols,
      float[] src,
      int so,
      int sRow,
      int sCol,
      float[] dst,
      int at,
      int dRow,
      int dCol) {
    if (sCol == 1 && dCol == 1) {
      for (int i = 0; i < rows; i++) {
        int p = so + i * sRow;
        int q = at + i * dRow;
        for (int j = 0; j < cols; j++) {
          dst[q + j] = src[p + j];
        }
      }
      return;
    }
    for (int i = 0; i < rows; i++) {
      int p = so + i * sRow;
      int q = at + i * dRow;
      for (int j = 0; j < cols; j++) {
        dst[q] = src[p];
        p += sCol;
        q += dCol;
      }
    }
  }
}
