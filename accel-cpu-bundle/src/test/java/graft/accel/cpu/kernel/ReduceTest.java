package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.accel.cpu.kernel.Kernels.Reduction;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReduceTest {
  static Kernels[] all() {
    return GemmTest.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void equalsTheDefinition(Kernels kernels) {
    check(kernels, 5);
  }

  static void check(Kernels kernels, long seed) {
    Random random = new Random(seed);
    Scratch s = new Scratch();
    for (int round = 0; round < 60; round++) {
      int rows = 1 + random.nextInt(round % 10 == 0 ? 2000 : 20);
      int columns = 1 + random.nextInt(round % 10 == 1 ? 2000 : 150);
      int ld = columns + random.nextInt(3);
      float[] x = Naive.floats(2 + rows * ld, random);
      if (round % 3 == 0) {
        x[2 + random.nextInt(rows) * ld + random.nextInt(columns)] = Float.NaN;
      }
      for (Reduction reduction : Reduction.values()) {
        float[] y = new float[rows];
        kernels.reduceRows(reduction, rows, columns, x, 2, ld, y, 0, s);
        for (int r = 0; r < rows; r++) {
          same(
              expected(reduction, columns, x, 2 + r * ld, 1), y[r], columns, reduction + " of row");
        }
        float[] z = new float[columns];
        kernels.reduceColumns(reduction, rows, columns, x, 2, ld, z, 0);
        for (int c = 0; c < columns; c++) {
          same(expected(reduction, rows, x, 2 + c, ld), z[c], rows, reduction + " of column");
        }
      }
      for (int r = 0; r < rows; r++) {
        assertEquals(
            first(true, columns, x, 2 + r * ld), kernels.argMax(columns, x, 2 + r * ld, s));
        assertEquals(
            first(false, columns, x, 2 + r * ld), kernels.argMin(columns, x, 2 + r * ld, s));
      }
    }
  }

  private static void same(double expected, float actual, int terms, String what) {
    // Exact but for sums, whose terms are at most 1/2.
    assertEquals(expected, actual, what.startsWith("SUM") ? 1e-6 * Math.sqrt(terms) : 0, what);
  }

  private static double expected(Reduction reduction, int n, float[] x, int xo, int step) {
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = x[xo + i * step];
    }
    double result = reduction == Reduction.SUM ? 0 : v[0];
    for (double e : v) {
      result =
          switch (reduction) {
            case SUM -> result + e;
            case MAX -> Math.max(result, e);
            case MIN -> Math.min(result, e);
          };
    }
    return result;
  }

  private static int first(boolean greatest, int n, float[] x, int xo) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      float a = x[xo + i];
      float b = x[xo + best];
      boolean better = greatest ? a > b : a < b;
      if (better || (a != a && b == b)) {
        best = i;
      }
    }
    return best;
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingReducesToTheNeutralElement(Kernels kernels) {
    float[] y = new float[3];
    Scratch s = new Scratch();
    float[] none = {};
    kernels.reduceRows(Reduction.SUM, 1, 0, none, 0, 0, y, 0, s);
    kernels.reduceRows(Reduction.MAX, 1, 0, none, 0, 0, y, 1, s);
    kernels.reduceRows(Reduction.MIN, 1, 0, none, 0, 0, y, 2, s);
    assertArrayEquals(new float[] {0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}, y);
    float[] z = {5, 5};
    kernels.reduceColumns(Reduction.SUM, 0, 2, none, 0, 2, z, 0);
    assertArrayEquals(new float[] {0, 0}, z);
  }
}
