package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolTest {
  static Kernels[] all() {
    return GemmTest.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void equalsTheDefinition(Kernels kernels) {
    check(kernels, 11, 100);
  }

  static void check(Kernels kernels, long seed, int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      check(kernels, random, Naive.window(random, true), 1 + random.nextInt(3));
    }
  }

  private static void check(Kernels kernels, Random random, WindowShape w, int batch) {
    int channels = w.inChannels();
    float[] x = new float[batch * w.inSize()];
    for (int i = 0; i < x.length; i++) {
      // Few values, so that there are ties; now and then NaN.
      x[i] = random.nextInt(40) == 0 ? Float.NaN : random.nextInt(4);
    }
    float[] dy = Naive.floats(batch * w.outSize(), random);
    float[] v = Naive.floats(x.length, random);
    int[] first = new int[dy.length];
    Arrays.fill(first, -1);
    double[] sum = new double[dy.length];
    double[] sumGradient = new double[x.length];
    Naive.windows(
        w,
        batch,
        (in, out, tap) -> {
          for (int c = 0; c < channels; c++) {
            int i = in * channels + c;
            int o = out * channels + c;
            sum[o] += x[i];
            sumGradient[i] += dy[o];
            if (first[o] < 0
                || x[i] > x[first[o]]
                || (x[i] != x[i] && x[first[o]] == x[first[o]])) {
              first[o] = i;
            }
          }
        });
    float[] max = new float[dy.length];
    float[] picked = new float[dy.length];
    double[] maxGradient = new double[x.length];
    for (int o = 0; o < max.length; o++) {
      max[o] = first[o] < 0 ? Float.NEGATIVE_INFINITY : x[first[o]];
      picked[o] = first[o] < 0 ? 0 : v[first[o]];
      if (first[o] >= 0) {
        maxGradient[first[o]] += dy[o];
      }
    }
    Scratch s = new Scratch();
    float[] y = new float[dy.length];
    float[] dx = new float[x.length];
    kernels.maxPool(0, batch, w, x, 0, y, 0, s);
    assertArrayEquals(max, y, w + " max");
    kernels.maxPoolPick(0, batch, w, x, 0, v, 0, y, 0, s);
    assertArrayEquals(picked, y, w + " pick");
    kernels.maxPoolGradient(0, batch, w, x, 0, dy, 0, dx, 0, s);
    close(maxGradient, dx, w + " gradient of max");
    kernels.sumPool(0, batch, w, x, 0, y, 0, s);
    close(sum, y, w + " sum");
    kernels.sumPoolGradient(0, batch, w, dy, 0, dx, 0, s);
    close(sumGradient, dx, w + " gradient of sum");
  }

  private static void close(double[] expected, float[] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      // At most 32 terms of at most 3.
      assertEquals(expected[i], actual[i], 1e-5, what + " at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientGoesToTheFirstOfEqualElements(Kernels kernels) {
    WindowShape w = WindowShape.of(Axis.of(1, 1, 1, 0, 0, 1), Axis.of(4, 4, 1, 0, 0, 1), 1);
    float[] dx = new float[4];
    kernels.maxPoolGradient(
        0, 1, w, new float[] {1, 5, 5, 0}, 0, new float[] {2}, 0, dx, 0, new Scratch());
    assertArrayEquals(new float[] {0, 2, 0, 0}, dx);
  }
}
