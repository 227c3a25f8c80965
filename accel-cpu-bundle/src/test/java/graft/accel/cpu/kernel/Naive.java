package graft.accel.cpu.kernel;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Random;
import java.util.function.IntBinaryOperator;

/** What the kernels should compute, as plain loops in double precision, and random inputs. */
final class Naive {
  private Naive() {}

  static float[] floats(int n, Random random) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = random.nextFloat() - 0.5f;
    }
    return a;
  }

  static double[] product(
      int m, int n, int k, float[] a, IntBinaryOperator aAt, float[] b, IntBinaryOperator bAt) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          c[i * n + j] += (double) a[aAt.applyAsInt(i, p)] * b[bAt.applyAsInt(p, j)];
        }
      }
    }
    return c;
  }

  /** What a visitor of windows is told: offsets of an input pixel, an output pixel, a tap. */
  interface Visit {
    void at(int in, int out, int tap);
  }

  /** All pairs of output and input that meet through a tap, taps in order for each output. */
  static void windows(WindowShape w, int batch, Visit visit) {
    Axis d = w.depth();
    Axis h = w.height();
    Axis v = w.width();
    int out = 0;
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < w.outPixels(); i++, out++) {
        for (int t = 0; t < w.taps(); t++) {
          int z = at(d, i / (h.out() * v.out()), t / (h.kernel() * v.kernel()));
          int y = at(h, i / v.out() % h.out(), t / v.kernel() % h.kernel());
          int x = at(v, i % v.out(), t % v.kernel());
          if (z >= 0 && y >= 0 && x >= 0) {
            visit.at(((n * d.in() + z) * h.in() + y) * v.in() + x, out, t);
          }
        }
      }
    }
  }

  private static int at(Axis a, int out, int tap) {
    int in = out * a.stride() - a.padding() + tap * a.dilation();
    return in < a.in() ? in : -1;
  }

  /** What a visitor of a convolution's products is told: x[x] · f[f] goes to y[y]. */
  interface Term {
    void add(int x, int f, int y);
  }

  static void convolution(WindowShape w, int batch, Term term) {
    int inner = w.inChannels() / w.groups();
    int outer = w.outChannels() / w.groups();
    windows(
        w,
        batch,
        (in, out, tap) -> {
          for (int o = 0; o < w.outChannels(); o++) {
            for (int c = 0; c < inner; c++) {
              term.add(
                  in * w.inChannels() + o / outer * inner + c,
                  (tap * inner + c) * w.outChannels() + o,
                  out * w.outChannels() + o);
            }
          }
        });
  }

  /** A random window: odd sizes, strides, padding, dilation, sometimes three axes or groups. */
  static WindowShape window(Random random, boolean pooling) {
    Axis[] axes = new Axis[3];
    for (int i = 0; i < 3; i++) {
      boolean none = i == 0 && random.nextInt(3) > 0;
      int in = none ? 1 : 1 + random.nextInt(i == 0 ? 4 : 12);
      int kernel = none ? 1 : 1 + random.nextInt(i == 0 ? 2 : 4);
      int dilation = 1 + random.nextInt(3);
      int low = none ? 0 : random.nextInt(3);
      int high = none ? 0 : random.nextInt(3);
      high += Math.max(0, (kernel - 1) * dilation + 1 - in - low - high);
      axes[i] = Axis.of(in, kernel, 1 + random.nextInt(3), low, high, dilation);
    }
    int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
    int in = groups * (1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 7));
    int out = groups * (1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 20));
    return new WindowShape(axes[0], axes[1], axes[2], in, pooling ? in : out, pooling ? 1 : groups);
  }
}
