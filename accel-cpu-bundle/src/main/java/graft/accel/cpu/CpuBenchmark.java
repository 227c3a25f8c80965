package graft.accel.cpu;

import graft.accel.cpu.bench.KernelBench;
import graft.accel.cpu.bench.Measure;
import graft.accel.cpu.kernel.Kernels;
import graft.api.DType;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.UnaryFunction;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Port;
import graft.api.accel.Program.Result;
import graft.api.accel.Program.Step;
import graft.api.run.Benchmark;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;

/**
 * The CPU accelerator's figures on one thread: FMA peak and copy bandwidth of this run, the kernels
 * against them, a generated loop of 7 operations against one written by hand, and what a warm run
 * allocates.
 */
@Component(service = Benchmark.class)
public final class CpuBenchmark implements Benchmark {
  private static final int ELEMENTS = 1 << 20;
  private static final int WARM = 2_000;
  private static final int RUNS = 1_000;

  @Override
  public String name() {
    return "cpu";
  }

  /** The one argument is the time for each kernel in seconds, 0.7 if it is not given. */
  @Override
  public void run(List<String> arguments, Consumer<Figure> figures) {
    double seconds = arguments.isEmpty() ? 0.7 : Double.parseDouble(arguments.get(0));
    KernelBench.run(Kernels.best(), seconds, m -> figures.accept(figure(m)));
    fusion(figures);
  }

  private static Figure figure(Measure measure) {
    boolean flops = measure.unit().startsWith("GFLOP");
    return new Figure(
        measure.name(),
        measure.value(),
        measure.unit(),
        measure.fraction(),
        flops ? "FMA peak" : "copy bandwidth");
  }

  private static void fusion(Consumer<Figure> figures) {
    try (CpuAccelerator cpu = new CpuAccelerator();
        Executable executable = cpu.compile(sevenOperations(), 1);
        Executable.Frame frame = executable.frame()) {
      float[] x = new float[ELEMENTS];
      float[] y = new float[ELEMENTS];
      for (int i = 0; i < ELEMENTS; i++) {
        x[i] = i % 1_000 / 500f - 1;
        y[i] = i % 77 / 77f;
      }
      bind(cpu, frame, x, y);
      float[] z = new float[ELEMENTS];
      double byHand = fastest(() -> byHand(x, y, z));
      double generated = fastest(frame::run);
      figures.accept(
          new Figure("7 operations over 1 M floats by hand", 1e6 * byHand, "µs", Double.NaN, ""));
      figures.accept(
          new Figure(
              "7 operations over 1 M floats, generated",
              1e6 * generated,
              "µs",
              generated / byHand,
              "the loop by hand"));
      figures.accept(
          new Figure("allocated by a warm run", allocated(frame::run), "bytes", Double.NaN, ""));
    }
  }

  private static void bind(CpuAccelerator cpu, Executable.Frame frame, float[] x, float[] y) {
    for (int port = 0; port < 3; port++) {
      Memory memory = cpu.allocate(DType.F32, ELEMENTS);
      if (port < 2) {
        memory.write(port == 0 ? x : y, 0, 0, ELEMENTS);
      }
      frame.bind(port, memory);
    }
  }

  /** Seven operations, which C2 vectorises by itself. */
  private static void byHand(float[] x, float[] y, float[] z) {
    for (int i = 0; i < ELEMENTS; i++) {
      float a = x[i] * y[i];
      float b = a + x[i];
      float c = b - y[i];
      float d = c * x[i];
      float e = Math.abs(d);
      float f = (float) Math.sqrt(e);
      z[i] = f + a;
    }
  }

  private static Program sevenOperations() {
    TensorType type = new TensorType(DType.F32, Shape.of(ELEMENTS));
    List<Step> steps =
        List.of(
            new Step(new Op.Binary(BinaryFunction.MULTIPLY), List.of(0, 1), type),
            new Step(new Op.Binary(BinaryFunction.ADD), List.of(2, 0), type),
            new Step(new Op.Binary(BinaryFunction.SUBTRACT), List.of(3, 1), type),
            new Step(new Op.Binary(BinaryFunction.MULTIPLY), List.of(4, 0), type),
            new Step(new Op.Unary(UnaryFunction.ABS), List.of(5), type),
            new Step(new Op.Unary(UnaryFunction.SQRT), List.of(6), type),
            new Step(new Op.Binary(BinaryFunction.ADD), List.of(7, 2), type));
    List<Buffer> buffers = new ArrayList<>();
    for (int id = 0; id < 3; id++) {
      Place place = id < 2 ? Place.INPUT : Place.OUTPUT;
      buffers.add(new Buffer(id, DType.F32, type.shape(), place, -1, -1, -1));
    }
    Kernel kernel =
        new Kernel(
            Form.LOOP,
            type.shape(),
            0,
            steps,
            List.of(0, 1),
            List.of(type, type),
            List.of(new Result(8, 2)),
            "",
            List.of());
    List<Port> ports = List.of(new Port("x", 0), new Port("y", 1), new Port("z", 2));
    return new Program(buffers, List.of(kernel), 1, -1, ports);
  }

  private static double fastest(Runnable work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < WARM; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
  }

  /** Bytes that this thread allocates in a run; NaN where the JVM does not tell. */
  private static double allocated(Runnable work) {
    try {
      com.sun.management.ThreadMXBean threads =
          (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      // The first question itself allocates.
      for (int round = 0; round < 3; round++) {
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < RUNS; i++) {
          work.run();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
      return least / (double) RUNS;
    } catch (LinkageError | ClassCastException e) {
      return Double.NaN;
    }
  }
}
