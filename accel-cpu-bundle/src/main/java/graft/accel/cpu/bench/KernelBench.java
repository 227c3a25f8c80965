package graft.accel.cpu.bench;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.kernel.Scratch;
import graft.accel.cpu.kernel.WindowShape;
import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * How fast the kernels are on one thread, against the FMA peak and the copy bandwidth measured in
 * the same run: SGEMM on squares and on the shapes of dense layers; forward and both gradients of
 * LeNet's convolutions (32 and 64 filters of 5x5) and of four 3x3 ones of ResNet-20, of one on
 * coloured images, and of three depthwise ones of MobileNet's kind, batch 64.
 *
 * <p>Each is run for a given time and the fastest run counts: the JIT compiles in the first half
 * second, and other processes only ever add time. All shapes run in one JVM, as in a network,
 * because that is where the JIT's accidents show.
 */
public final class KernelBench {
  private static final int BATCH = 64;

  /** On a busy machine the JIT may take longer than the time that is given. */
  private static final int MIN_RUNS = 20;

  private static final int PEAK_ROUNDS = 100_000;
  private static final int COPY_FLOATS = 16 << 20;

  private final Kernels kernels;
  private final double seconds;
  private final Consumer<Measure> listener;
  private final List<Measure> measures = new ArrayList<>();
  private final Scratch scratch = new Scratch();
  private final Random random = new Random(1);
  private double peak;
  private double bandwidth;
  private float sink;

  private KernelBench(Kernels kernels, double seconds, Consumer<Measure> listener) {
    this.kernels = kernels;
    this.seconds = seconds;
    this.listener = listener;
  }

  /**
   * All measures, in order; each is also given to {@code listener} as soon as it is there.
   *
   * @param seconds for each measure; at least 0.7 for the JIT to have settled
   */
  public static List<Measure> run(Kernels kernels, double seconds, Consumer<Measure> listener) {
    KernelBench bench = new KernelBench(kernels, seconds, listener);
    kernels.warmUp();
    bench.machine();
    bench.products();
    bench.convolutions();
    return List.copyOf(bench.measures);
  }

  private void machine() {
    try {
      double t = fastest(() -> sink += Peak.run(PEAK_ROUNDS, 1));
      peak = Peak.flops(PEAK_ROUNDS) / t;
      add("FMA peak, " + kernels.name(), peak / 1e9, "GFLOP/s", 1, t);
    } catch (LinkageError e) {
      // Without the Vector API the peak is not known; fractions stay 0.
      peak = Double.POSITIVE_INFINITY;
    }
    float[] from = new float[COPY_FLOATS];
    float[] to = new float[COPY_FLOATS];
    double t = fastest(() -> System.arraycopy(from, 0, to, 0, COPY_FLOATS));
    bandwidth = 8.0 * COPY_FLOATS / t;
    add("copy of 64 MiB, read and written", bandwidth / 1e9, "GB/s", 1, t);
  }

  private void products() {
    product(512, 512, 512, false, false);
    product(512, 512, 512, true, false);
    product(512, 512, 512, false, true);
    product(64, 1024, 1024, false, false);
    product(64, 1024, 1024, false, true);
    product(1024, 1024, 64, true, false);
    product(64, 10, 1024, false, false);
    product(64, 1024, 10, false, true);
    product(1024, 10, 64, true, false);
    product(1, 1024, 1024, false, false);
  }

  private void product(int m, int n, int k, boolean ta, boolean tb) {
    float[] a = floats(m * k);
    float[] b = floats(k * n);
    float[] c = new float[m * n];
    int tasks = kernels.gemmTasks(m, n, k);
    int lda = ta ? m : k;
    int ldb = tb ? k : n;
    String name = "sgemm " + m + "x" + n + "x" + k + (ta ? " Aᵀ" : "") + (tb ? " Bᵀ" : "");
    flops(
        name,
        2.0 * m * n * k,
        () ->
            kernels.gemm(0, tasks, m, n, k, a, 0, lda, ta, b, 0, ldb, tb, c, 0, n, false, scratch));
  }

  private void convolutions() {
    convolution("lenet 28x28x1 5x5 32", square(28, 5, 1, false, 1, 32));
    convolution("lenet 12x12x32 5x5 64", square(12, 5, 1, false, 32, 64));
    convolution("resnet 32x32x16 3x3 16", square(32, 3, 1, true, 16, 16));
    convolution("resnet 32x32x16 3x3/2 32", square(32, 3, 2, true, 16, 32));
    convolution("resnet 16x16x32 3x3 32", square(16, 3, 1, true, 32, 32));
    convolution("resnet 8x8x64 3x3 64", square(8, 3, 1, true, 64, 64));
    convolution("rgb 32x32x3 3x3/2 32", square(32, 3, 2, true, 3, 32));
    convolution("depthwise 32x32x32 3x3", apart(square(32, 3, 1, true, 32, 32)));
    convolution("depthwise 32x32x64 3x3/2", apart(square(32, 3, 2, true, 64, 64)));
    convolution("depthwise 14x14x256 3x3", apart(square(14, 3, 1, true, 256, 256)));
  }

  private static WindowShape square(
      int in, int kernel, int stride, boolean same, int inChannels, int outChannels) {
    int total = same ? Math.max(0, ((in - 1) / stride) * stride + kernel - in) : 0;
    Axis axis = Axis.of(in, kernel, stride, total / 2, total - total / 2, 1);
    return WindowShape.of(axis, axis, inChannels, outChannels);
  }

  /** The same with a filter for each channel. */
  private static WindowShape apart(WindowShape w) {
    int channels = w.inChannels();
    return new WindowShape(w.depth(), w.height(), w.width(), channels, channels, channels);
  }

  private void convolution(String name, WindowShape w) {
    float[] x = floats(BATCH * w.inSize());
    float[] f = floats(w.filterSize());
    float[] y = floats(BATCH * w.outSize());
    float[] bias = floats(w.outChannels());
    float[] dx = new float[x.length];
    float[] df = new float[f.length];
    double flops = 2.0 * y.length * w.filterSize() / w.outChannels();
    int tasks = kernels.convTasks(w, BATCH);
    flops(
        name + " forward",
        flops,
        () -> kernels.conv(0, tasks, w, x, 0, f, 0, bias, 0, y, 0, scratch));
    int dataTasks = kernels.convDataTasks(w, BATCH);
    flops(
        name + " data gradient",
        flops,
        () -> kernels.convData(0, dataTasks, w, y, 0, f, 0, dx, 0, scratch));
    int filterTasks = kernels.convFilterTasks(w, BATCH);
    flops(
        name + " filter gradient",
        flops,
        () -> kernels.convFilter(0, filterTasks, w, BATCH, x, 0, y, 0, df, 0, scratch));
  }

  private void flops(String name, double flops, Runnable work) {
    double t = fastest(work);
    add(name, flops / t / 1e9, "GFLOP/s", flops / t / peak, t);
  }

  private void add(String name, double value, String unit, double fraction, double t) {
    Measure measure = new Measure(name, value, unit, fraction, t);
    measures.add(measure);
    listener.accept(measure);
  }

  private double fastest(Runnable work) {
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int runs = 0; runs < MIN_RUNS || System.nanoTime() < end; runs++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
  }

  private float[] floats(int n) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = random.nextFloat() - 0.5f;
    }
    return a;
  }
}
