package graft.accel.cpu.kernel;

/**
 * Copies with a stride for each axis of the source: transposes, slices, broadcasts. Neighbouring
 * axes are merged where the source allows it. Where the last axis is contiguous, runs are copied;
 * where another axis is, these two are transposed in blocks that fit into the L1 cache, so that a
 * line read is used whole before it is gone.
 */
final class Permute {
  private static final int BLOCK = 32;

  private Permute() {}

  /** See {@link Kernels#permute}. */
  static void run(
      int from,
      int to,
      int[] sizes,
      int[] strides,
      float[] x,
      int xo,
      float[] y,
      int yo,
      Scratch s) {
    int inner = 1;
    for (int i = 1; i < sizes.length; i++) {
      inner *= sizes[i];
    }
    int first = sizes.length == 0 ? 0 : from * strides[0];
    int[] size = s.sizes;
    int[] stride = s.strides;
    int rank = 0;
    for (int i = 0; i < sizes.length; i++) {
      int n = i == 0 ? to - from : sizes[i];
      if (n <= 0) {
        return;
      }
      if (n == 1) {
        continue;
      }
      if (rank > 0 && stride[rank - 1] == strides[i] * n) {
        size[rank - 1] *= n;
        stride[rank - 1] = strides[i];
      } else {
        size[rank] = n;
        stride[rank++] = strides[i];
      }
    }
    if (rank == 0) {
      y[yo + from * inner] = x[xo + first];
      return;
    }
    int unit = -1;
    if (stride[rank - 1] != 1) {
      for (int i = 0; i < rank - 1; i++) {
        unit = stride[i] == 1 ? i : unit;
      }
    }
    walk(0, rank, unit, size, stride, x, xo + first, y, yo + from * inner);
  }

  private static void walk(
      int axis,
      int rank,
      int unit,
      int[] size,
      int[] stride,
      float[] x,
      int xo,
      float[] y,
      int yo) {
    int step = 1;
    for (int i = axis + 1; i < rank; i++) {
      step *= size[i];
    }
    if (axis == rank - 1) {
      if (unit >= 0) {
        int outer = size[axis];
        for (int i = unit + 1; i < rank - 1; i++) {
          outer *= size[i];
        }
        transpose(size[unit], size[axis], stride[axis], x, xo, y, yo, outer);
      } else {
        line(size[axis], stride[axis], x, xo, y, yo);
      }
    } else if (axis == unit) {
      walk(axis + 1, rank, unit, size, stride, x, xo, y, yo);
    } else {
      for (int i = 0; i < size[axis]; i++) {
        walk(axis + 1, rank, unit, size, stride, x, xo + i * stride[axis], y, yo + i * step);
      }
    }
  }

  private static void line(int n, int stride, float[] x, int xo, float[] y, int yo) {
    if (stride == 1) {
      System.arraycopy(x, xo, y, yo, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i * stride];
    }
  }

  /** y[i · ld + j] = x[i + j · stride]. */
  private static void transpose(
      int rows, int cols, int stride, float[] x, int xo, float[] y, int yo, int ld) {
    for (int i = 0; i < rows; i += BLOCK) {
      int iEnd = Math.min(rows, i + BLOCK);
      for (int j = 0; j < cols; j += BLOCK) {
        int jEnd = Math.min(cols, j + BLOCK);
        for (int a = i; a < iEnd; a++) {
          int from = xo + a;
          int to = yo + a * ld;
          for (int b = j; b < jEnd; b++) {
            y[to + b] = x[from + b * stride];
          }
        }
      }
    }
  }
}
