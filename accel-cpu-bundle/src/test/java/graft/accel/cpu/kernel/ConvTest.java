package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvTest {
  static Kernels[] all() {
    return GemmTest.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void forwardAndGradientsEqualTheDefinition(Kernels kernels) {
    check(kernels, 7, 120);
  }

  static void check(Kernels kernels, long seed, int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      check(kernels, random, Naive.window(random, false), 1 + random.nextInt(3));
    }
    // More than one chunk of pixels in the filter gradient.
    Axis large = Axis.of(40, 3, 1, 1, 1, 1);
    check(kernels, random, WindowShape.of(large, large, 3, 5), 1);
    // One input channel, or few, have a data gradient of their own.
    Axis plain = Axis.of(12, 5, 1, 0, 0, 1);
    Axis padded = Axis.of(9, 3, 1, 2, 1, 2);
    Axis strided = Axis.of(11, 3, 2, 1, 1, 1);
    check(kernels, random, WindowShape.of(plain, plain, 1, 32), 3);
    check(kernels, random, WindowShape.of(strided, padded, 1, 70), 2);
    check(kernels, random, WindowShape.of(padded, strided, 1, 9), 2);
    check(kernels, random, WindowShape.of(large, strided, 4, 17), 2);
    check(kernels, random, WindowShape.of(strided, Axis.of(20, 1, 3, 0, 0, 1), 2, 5), 2);
    check(kernels, random, WindowShape.of(plain, Axis.of(2, 2, 3, 1, 2, 3), 3, 6), 1);
    // One filter for each channel has kernels of its own: 9, 3 and single taps, tails of channels.
    Axis shallow = Axis.of(3, 2, 1, 1, 0, 1);
    Axis skipping = Axis.of(7, 1, 3, 0, 0, 1);
    check(kernels, random, apart(Axis.NONE, padded, strided, 16), 2);
    check(kernels, random, apart(Axis.NONE, plain, plain, 37), 2);
    check(kernels, random, apart(shallow, strided, padded, 23), 1);
    check(kernels, random, apart(Axis.NONE, Axis.NONE, skipping, 32), 3);
    check(kernels, random, apart(Axis.NONE, large, large, 5), 1);
  }

  private static WindowShape apart(Axis depth, Axis height, Axis width, int channels) {
    return new WindowShape(depth, height, width, channels, channels, channels);
  }

  private static void check(Kernels kernels, Random random, WindowShape w, int batch) {
    float[] x = Naive.floats(batch * w.inSize(), random);
    float[] f = Naive.floats(w.filterSize(), random);
    float[] bias = Naive.floats(w.outChannels(), random);
    float[] dy = Naive.floats(batch * w.outSize(), random);
    double[] y = new double[dy.length];
    double[] dx = new double[x.length];
    double[] df = new double[f.length];
    Naive.convolution(
        w,
        batch,
        (in, tap, out) -> {
          y[out] += (double) x[in] * f[tap];
          dx[in] += (double) dy[out] * f[tap];
          df[tap] += (double) dy[out] * x[in];
        });
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i % bias.length];
    }
    // 1e-6 × √(terms of a sum), which are at most 1/4.
    int terms = w.taps() * Math.max(w.inChannels(), w.outChannels());
    close(y, forward(kernels, w, batch, x, f, bias, false), terms, w + " forward");
    close(dx, data(kernels, w, batch, dy, f, false), terms, w + " data");
    close(df, filter(kernels, w, batch, x, dy, false), batch * w.outPixels(), w + " filter");
    bits(
        forward(kernels, w, batch, x, f, bias, false),
        forward(kernels, w, batch, x, f, bias, true));
    bits(data(kernels, w, batch, dy, f, false), data(kernels, w, batch, dy, f, true));
    bits(filter(kernels, w, batch, x, dy, false), filter(kernels, w, batch, x, dy, true));
  }

  private static void close(double[] expected, float[] actual, int terms, String what) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-6 * Math.sqrt(terms + 1), what + " at " + i);
    }
  }

  private static void bits(float[] whole, float[] split) {
    assertArrayEquals(whole, split, "bits depend on the split");
  }

  /** A call for all tasks, or one for each from the last to the first. */
  private interface Tasks {
    void run(int from, int to);
  }

  private static void run(int tasks, boolean split, Tasks work) {
    if (!split) {
      work.run(0, tasks);
      return;
    }
    for (int t = tasks - 1; t >= 0; t--) {
      work.run(t, t + 1);
    }
  }

  static float[] forward(
      Kernels kernels,
      WindowShape w,
      int batch,
      float[] x,
      float[] f,
      float[] bias,
      boolean split) {
    float[] y = new float[batch * w.outSize()];
    Arrays.fill(y, Float.NaN);
    Scratch s = new Scratch();
    run(
        kernels.convTasks(w, batch),
        split,
        (from, to) -> kernels.conv(from, to, w, x, 0, f, 0, bias, 0, y, 0, s));
    return y;
  }

  static float[] data(
      Kernels kernels, WindowShape w, int batch, float[] dy, float[] f, boolean split) {
    float[] dx = new float[batch * w.inSize()];
    Arrays.fill(dx, Float.NaN);
    Scratch s = new Scratch();
    run(
        kernels.convDataTasks(w, batch),
        split,
        (from, to) -> kernels.convData(from, to, w, dy, 0, f, 0, dx, 0, s));
    return dx;
  }

  static float[] filter(
      Kernels kernels, WindowShape w, int batch, float[] x, float[] dy, boolean split) {
    float[] df = new float[w.filterSize()];
    Arrays.fill(df, Float.NaN);
    Scratch s = new Scratch();
    run(
        kernels.convFilterTasks(w, batch),
        split,
        (from, to) -> kernels.convFilter(from, to, w, batch, x, 0, dy, 0, df, 0, s));
    return df;
  }

  @Test
  void nanOfAnInputReachesExactlyTheOutputsThatSeeIt() {
    Axis axis = Axis.of(7, 3, 1, 1, 1, 1);
    WindowShape w = WindowShape.of(axis, axis, 1, 20);
    float[] x = new float[49];
    x[0] = Float.NaN;
    float[] y = forward(Kernels.best(), w, 1, x, new float[9 * 20], new float[20], false);
    for (int i = 0; i < 49; i++) {
      assertEquals(i / 7 < 2 && i % 7 < 2, Float.isNaN(y[i * 20]), "pixel " + i);
    }
  }

  @Test
  void aScratchMayGoFromShapeToShape() {
    Kernels kernels = Kernels.best();
    Scratch s = new Scratch();
    Random random = new Random(3);
    Axis axis = Axis.of(6, 3, 2, 1, 1, 1);
    WindowShape w = WindowShape.of(axis, axis, 3, 4);
    float[] x = Naive.floats(w.inSize(), random);
    float[] f = Naive.floats(w.filterSize(), random);
    float[] dx = new float[x.length];
    float[] y = new float[w.outSize()];
    float[] again = new float[w.outSize()];
    kernels.conv(0, kernels.convTasks(w, 1), w, x, 0, f, 0, f, -1, y, 0, s);
    kernels.convData(0, kernels.convDataTasks(w, 1), w, y, 0, f, 0, dx, 0, s);
    kernels.conv(0, kernels.convTasks(w, 1), w, x, 0, f, 0, f, -1, again, 0, s);
    assertArrayEquals(y, again);
  }
}
