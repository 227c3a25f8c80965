package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
  /** The three ways of the vector kernels, at their borders and beyond each block size. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 37, 19},
    {37, 1, 19},
    {1, 130, 600},
    {5, 7, 3},
    {13, 64, 65},
    {65, 65, 513},
    {64, 100, 70},
    {30, 65, 64},
    {200, 70, 30},
    {70, 1100, 20},
    {64, 10, 2100},
    {3, 3, 0},
    {1, 5, 0},
    {20, 1, 4},
    {12, 128, 16}
  };

  static Kernels[] all() {
    return new Kernels[] {Kernels.best(), new ScalarKernels()};
  }

  @ParameterizedTest
  @MethodSource("all")
  void equalsTheDefinition(Kernels kernels) {
    check(kernels, 42);
  }

  static void check(Kernels kernels, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 8 * SHAPES.length; i++) {
      int[] shape = SHAPES[i / 8];
      check(kernels, random, shape[0], shape[1], shape[2], i % 8);
    }
    for (int i = 0; i < 100; i++) {
      int m = 1 + random.nextInt(90);
      int n = 1 + random.nextInt(90);
      check(kernels, random, m, n, random.nextInt(90), random.nextInt(8));
    }
  }

  private static void check(Kernels kernels, Random random, int m, int n, int k, int flags) {
    boolean ta = (flags & 1) != 0;
    boolean tb = (flags & 2) != 0;
    boolean accumulate = (flags & 4) != 0;
    int lda = (ta ? m : k) + random.nextInt(3);
    int ldb = (tb ? k : n) + random.nextInt(3);
    int ldc = n + random.nextInt(3);
    float[] a = Naive.floats(3 + (ta ? k : m) * lda, random);
    float[] b = Naive.floats(5 + (tb ? n : k) * ldb, random);
    float[] c = Naive.floats(7 + m * ldc, random);
    float[] before = c.clone();
    double[] expected =
        Naive.product(
            m,
            n,
            k,
            a,
            (i, p) -> 3 + (ta ? p * lda + i : i * lda + p),
            b,
            (p, j) -> 5 + (tb ? j * ldb + p : p * ldb + j));
    int tasks = kernels.gemmTasks(m, n, k);
    Scratch s = new Scratch();
    kernels.gemm(0, tasks, m, n, k, a, 3, lda, ta, b, 5, ldb, tb, c, 7, ldc, accumulate, s);
    // Terms are at most 1/4: rounding errors add up like a random walk of k steps.
    double tolerance = 1e-6 * Math.sqrt(k + 1);
    for (int i = 0; i < c.length; i++) {
      int row = (i - 7) / ldc;
      int column = (i - 7) % ldc;
      boolean inside = i >= 7 && row < m && column < n;
      double want = before[i];
      if (inside) {
        want = expected[row * n + column] + (accumulate ? before[i] : 0);
      }
      String where = m + "x" + n + "x" + k + " flags " + flags + " at " + row + ", " + column;
      assertEquals(want, c[i], inside ? tolerance : 0, where);
    }
    float[] again = before.clone();
    for (int t = tasks - 1; t >= 0; t--) {
      kernels.gemm(t, t + 1, m, n, k, a, 3, lda, ta, b, 5, ldb, tb, again, 7, ldc, accumulate, s);
    }
    assertArrayEquals(c, again, "bits depend on the split: " + m + "x" + n + "x" + k);
  }

  @ParameterizedTest
  @MethodSource("all")
  void passesNaNAndInfinityOnWhereTheyBelong(Kernels kernels) {
    for (int[] shape : SHAPES) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      if (k == 0) {
        continue;
      }
      float[] a = new float[m * k];
      float[] b = new float[k * n];
      float[] c = new float[m * n];
      Arrays.fill(a, 1);
      Arrays.fill(b, 1);
      a[(m - 1) * k + k - 1] = Float.NaN;
      b[n - 1] = Float.POSITIVE_INFINITY;
      int tasks = kernels.gemmTasks(m, n, k);
      kernels.gemm(
          0, tasks, m, n, k, a, 0, k, false, b, 0, n, false, c, 0, n, false, new Scratch());
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float want = i == m - 1 ? Float.NaN : j == n - 1 ? Float.POSITIVE_INFINITY : k;
          assertEquals(want, c[i * n + j], m + "x" + n + "x" + k + " at " + i + ", " + j);
        }
      }
    }
  }

  @Test
  void aWarmScratchDoesNotGrow() {
    Scratch s = new Scratch();
    float[] a = new float[100 * 100];
    Kernels kernels = Kernels.best();
    kernels.gemm(
        0, 9, 100, 100, 100, a, 0, 100, true, a, 0, 100, true, a.clone(), 0, 100, false, s);
    float[] grown = s.b(1);
    kernels.gemm(
        0, 9, 100, 100, 100, a, 0, 100, true, a, 0, 100, true, a.clone(), 0, 100, false, s);
    assertTrue(grown == s.b(1));
  }
}
