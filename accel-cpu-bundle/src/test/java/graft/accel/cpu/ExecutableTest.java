package graft.accel.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.DeviceException;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.Reduction;
import graft.api.Shape;
import graft.api.Tensor;
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
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames, memory, guard and scan. */
class ExecutableTest {
  private static final Dim BATCH = Dim.open("batch");
  private static final Shape VECTOR = Shape.SCALAR.append(BATCH);
  private static final Op ADD = new Op.Binary(BinaryFunction.ADD);

  private final CpuAccelerator cpu = new CpuAccelerator();

  private static TensorType f32(Shape shape) {
    return new TensorType(DType.F32, shape);
  }

  /** state += x, if ok. */
  private static Program guarded() {
    TensorType type = f32(VECTOR);
    List<Buffer> buffers =
        List.of(
            new Buffer(0, DType.F32, VECTOR, Place.INPUT, -1, -1, -1),
            new Buffer(1, DType.BOOL, Shape.SCALAR, Place.INPUT, -1, -1, -1),
            new Buffer(2, DType.F32, VECTOR, Place.STATE, -1, -1, -1));
    Kernel kernel =
        new Kernel(
            Form.LOOP,
            VECTOR,
            0,
            List.of(new Step(ADD, List.of(0, 1), type)),
            List.of(2, 0),
            List.of(type, type),
            List.of(new Result(2, 2)),
            "",
            List.of());
    List<Port> ports = List.of(new Port("x", 0), new Port("ok", 1), new Port("state", 2));
    return new Program(buffers, List.of(kernel), 0, 1, ports);
  }

  @Test
  void stateChangesOnlyIfTheGuardIsTrue() {
    Memory x = cpu.allocate(DType.F32, 3);
    Memory ok = cpu.allocate(DType.BOOL, 1);
    Memory state = cpu.allocate(DType.F32, 3);
    x.write(new float[] {1, 2, 3}, 0, 0, 3);
    Executable.Frame frame = cpu.compile(guarded(), 1).frame();
    frame.size("batch", 3);
    frame.bind(0, x);
    frame.bind(1, ok);
    frame.bind(2, state);
    assertFalse(frame.run());
    ok.write(new boolean[] {true}, 0, 0, 1);
    assertTrue(frame.run());
    assertTrue(frame.run());
    float[] result = new float[3];
    state.read(0, result, 0, 3);
    assertArrayEquals(new float[] {2, 4, 6}, result);
  }

  @Test
  void whatIsNotBoundOrTooSmallIsNamed() {
    Executable.Frame frame = cpu.compile(guarded(), 1).frame();
    assertEquals(
        "cpu: the size 'batch' is not given",
        assertThrows(DeviceException.class, frame::run).getMessage());
    frame.size("batch", 3);
    frame.bind(0, cpu.allocate(DType.F32, 2));
    assertEquals(
        "cpu: port 'x' needs memory of 3 elements, got 2; hint: bind memory before the run",
        assertThrows(DeviceException.class, frame::run).getMessage());
    Memory wrong = cpu.allocate(DType.F64, 2);
    assertEquals(
        "cpu: port 'x' takes f32 memory of this accelerator, got f64 of CpuMemory",
        assertThrows(DeviceException.class, () -> frame.bind(0, wrong)).getMessage());
  }

  @Test
  void memoryChecksBothSidesAndItsClose() {
    Memory memory = cpu.allocate(DType.I32, 4);
    assertThrows(IndexOutOfBoundsException.class, () -> memory.write(new int[9], 0, 1, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.read(0, new int[2], 0, 3));
    assertThrows(DeviceException.class, () -> memory.write(new float[4], 0, 0, 4));
    memory.close();
    assertThrows(DeviceException.class, () -> memory.write(new int[4], 0, 0, 4));
    assertThrows(DeviceException.class, () -> cpu.allocate(DType.F32, 1L << 33));
  }

  /**
   * y (batch, 70) = relu(x · w), z = Σ y over the batch: SINGLE and COLUMNS with a TEMP between.
   */
  private static Program layer() {
    Shape x = Shape.of(BATCH, 90);
    Shape y = Shape.of(BATCH, 70);
    List<Buffer> buffers =
        List.of(
            new Buffer(0, DType.F32, x, Place.INPUT, -1, -1, -1),
            new Buffer(1, DType.F32, Shape.of(90, 70), Place.INPUT, -1, -1, -1),
            new Buffer(2, DType.F32, y, Place.TEMP, 0, 1, -1),
            new Buffer(3, DType.F32, y, Place.OUTPUT, -1, -1, -1),
            new Buffer(4, DType.F32, Shape.of(70), Place.OUTPUT, -1, -1, -1));
    Kernel product =
        new Kernel(
            Form.SINGLE,
            y,
            0,
            List.of(new Step(new Op.MatMul(false, false), List.of(0, 1), f32(y))),
            List.of(0, 1),
            List.of(f32(x), f32(Shape.of(90, 70))),
            List.of(new Result(2, 2)),
            "dense",
            List.of());
    Kernel sums =
        new Kernel(
            Form.COLUMNS,
            y,
            1,
            List.of(
                new Step(Op.Constant.of(DType.F32, 0), List.of(), f32(Shape.SCALAR)),
                new Step(new Op.Broadcast(y, List.of()), List.of(1), f32(y)),
                new Step(new Op.Binary(BinaryFunction.MAXIMUM), List.of(0, 2), f32(y)),
                new Step(new Op.Reduce(Reduction.SUM, List.of(0)), List.of(3), f32(Shape.of(70)))),
            List.of(2),
            List.of(f32(y)),
            List.of(new Result(3, 3), new Result(4, 4)),
            "dense",
            List.of());
    List<Port> ports =
        List.of(new Port("x", 0), new Port("w", 1), new Port("y", 3), new Port("z", 4));
    return new Program(buffers, List.of(product, sums), 2, -1, ports);
  }

  private Executable.Frame bound(int threads, int capacity) {
    Executable.Frame frame = cpu.compile(layer(), threads).frame();
    frame.bind(0, cpu.allocate(DType.F32, 90L * capacity));
    frame.bind(1, cpu.allocate(DType.F32, 90 * 70));
    frame.bind(2, cpu.allocate(DType.F32, 70L * capacity));
    frame.bind(3, cpu.allocate(DType.F32, 70));
    return frame;
  }

  @Test
  void everySizeOfBatchGivesTheInterpretersNumbers() {
    // 90 products, then up to 300 rows of some 10: f32 sums in other orders.
    for (int batch : new int[] {1, 64, 300}) {
      Twins.check(layer(), batch, false, 1e-4);
    }
  }

  @Test
  void aWarmRunAllocatesNothingEvenWhenTwoSizesTakeTurns() {
    Executable.Frame frame = bound(1, 512);
    for (int i = 0; i < 3_000; i++) {
      frame.size("batch", i % 2 == 0 ? 512 : 40);
      frame.run();
    }
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // Of several rounds the least: the JIT may still be at work in the first.
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 100; i++) {
        frame.size("batch", i % 2 == 0 ? 512 : 40);
        frame.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertEquals(0, least);
  }

  @Test
  void aHundredSizesDefineNoClass() {
    Executable.Frame frame = bound(1, 1_000);
    frame.size("batch", 1);
    frame.run();
    int defined = cpu.classesDefined();
    long loaded = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    for (int batch = 2; batch <= 1_000; batch += 10) {
      frame.size("batch", batch);
      frame.run();
    }
    assertEquals(defined, cpu.classesDefined());
    // The JDK may load a few of its own; a generated class for each size would be a hundred.
    long more = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - loaded;
    assertTrue(more < 50, more + " classes loaded");
  }

  @Test
  void theArenaHoldsTheTemporaryBuffer() {
    Executable.Frame frame = bound(1, 10);
    frame.size("batch", 10);
    assertEquals(4 * 704, frame.arena().bytes());
  }

  @Test
  void closingTheAcceleratorStopsItsThreadsAndRunsGoOn() {
    Executable.Frame frame = bound(4, 512);
    frame.size("batch", 512);
    frame.run();
    cpu.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(t -> t.getName().startsWith("graft-cpu-") && t.isAlive()));
    assertTrue(frame.run());
  }

  @Test
  void afterItsCloseAnExecutableRunsNothing() {
    Executable executable = cpu.compile(guarded(), 1);
    Executable.Frame frame = executable.frame();
    executable.close();
    assertThrows(DeviceException.class, frame::run);
    assertThrows(DeviceException.class, executable::frame);
  }

  /** carry' = carry + x + c·time, stack carry'·2; forwards and backwards, and over nothing. */
  @Test
  void scansCarryAndStack() {
    for (int length : new int[] {0, 1, 2, 5}) {
      for (boolean reverse : new boolean[] {false, true}) {
        Twins.check(scan(length, reverse), 3, false, 1e-6);
      }
    }
  }

  @Test
  void theDescriptionHasTheThreadsThatARunMayUse() {
    int all = Runtime.getRuntime().availableProcessors();
    assertTrue(cpu.description(1).endsWith(", 1 thread"), cpu.description(1));
    cpu.usualThreads(3);
    assertTrue(cpu.description(0).endsWith(", 3 threads"), cpu.description(0));
    cpu.usualThreads(0);
    assertTrue(cpu.description(0).contains(", " + all + " thread"), cpu.description(0));
  }

  private static Program scan(int length, boolean reverse) {
    Shape row = Shape.of(BATCH, 4);
    Tensor carry = Tensor.input("carry", f32(row));
    Tensor x = Tensor.input("x", f32(row));
    Tensor c = Tensor.input("c", f32(row));
    Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));
    Tensor next = carry.add(x).add(c.multiply(time.cast(DType.F32)));
    Graph graph = new Graph(List.of(carry, x, c, time), List.of(next, next.add(next)));
    Op.Scan scan = new Op.Scan(graph, 1, 1, Dim.of(length), reverse);
    Sketch s = new Sketch(Form.SCAN, row, 0);
    int first = s.input(f32(row));
    int sequence = s.input(f32(row.prepend(Dim.of(length))));
    int constant = s.input(f32(row));
    s.step(scan, first, sequence, constant);
    return s.result(0).result(1).body(body(row)).program();
  }

  private static Program body(Shape row) {
    Sketch s = Sketch.loop(row);
    int carry = s.input(f32(row));
    int x = s.input(f32(row));
    int c = s.input(f32(row));
    int time = s.input(new TensorType(DType.I64, Shape.SCALAR));
    int factor = s.step(new Op.Broadcast(row, List.of()), s.step(new Op.Cast(DType.F32), time));
    int next = s.step(ADD, carry, x);
    next = s.step(ADD, next, s.step(new Op.Binary(BinaryFunction.MULTIPLY), c, factor));
    return s.result(next).result(s.step(ADD, next, next)).program();
  }
}
