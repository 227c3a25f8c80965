package graft.accel.cpu;

import graft.accel.cpu.code.FusedClasses;
import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Workers;
import graft.api.AcceleratorType;
import graft.api.DType;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The CPU in pure Java: matrix products, convolutions and pooling by a kernel library, everything
 * elementwise fused into loops that are generated as bytecode; both on the Vector API where the JVM
 * has it. Splits depend on shapes only, so any number of threads gives the same bits.
 */
@Component(service = Accelerator.class, property = "service.ranking:Integer=100")
@AcceleratorType("cpu")
public final class CpuAccelerator implements Accelerator, AutoCloseable {
  /** Raised when generated code or a kernel outside of the library changes its bits. */
  private static final String GENERATOR = "cpu-1";

  private final Workers workers = new Workers();
  private final int vectorsFrom;
  private @Nullable Kernels kernels;
  private @Nullable FusedClasses classes;

  /** Costs nothing: vectors are looked for when they are first needed. */
  public CpuAccelerator() {
    this(FusedClasses.MANY);
  }

  /** With vectors in generated code from so many elements on, however slow that is. */
  CpuAccelerator(int vectorsFrom) {
    this.vectorsFrom = vectorsFrom;
  }

  @Override
  public String description() {
    return "CPU, "
        + kernels().name()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " threads";
  }

  /**
   * Names the generator (f32 sums over a row: one partial sum for each lane, folded by halves; long
   * rows and columns in pieces of a fixed size, folded in order) and the kernel library.
   */
  @Override
  public String numericsKey() {
    return GENERATOR + ";" + kernels().name();
  }

  @Override
  public Executable compile(Program program, int threads) {
    int parties = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    Lowering lowering = new Lowering(program, kernels(), classes(), new Runner(workers, parties));
    return new CpuExecutable(program, lowering);
  }

  @Override
  public Memory allocate(DType dtype, long elements) {
    return new CpuMemory(dtype, elements);
  }

  /** Ends the worker threads; runs under way go on in their callers. */
  @Override
  @Deactivate
  public void close() {
    workers.close();
  }

  /** How many classes were generated so far. */
  int classesDefined() {
    return classes().defined();
  }

  private synchronized Kernels kernels() {
    Kernels known = kernels;
    if (known == null) {
      known = Kernels.best();
      kernels = known;
    }
    return known;
  }

  private synchronized FusedClasses classes() {
    FusedClasses known = classes;
    if (known == null) {
      known = new FusedClasses(kernels().name().startsWith("vector"), vectorsFrom);
      classes = known;
    }
    return known;
  }
}
