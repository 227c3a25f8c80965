package graft.core.reference;

import static graft.api.DType.BOOL;
import static graft.api.DType.F32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.DeviceException;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Shape;
import graft.api.ShapeException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private static final Shape N = new Shape(List.of(Dim.open("n")));
  private static final TensorType ROW = new TensorType(F32, N);

  private static Kernel kernel(
      Op op, String origin, TensorType type, int to, List<Integer> inputs, TensorType... types) {
    List<Integer> operands = IntStream.range(0, inputs.size()).boxed().toList();
    return new Kernel(
        Form.SINGLE,
        type.shape(),
        0,
        List.of(new Step(op, operands, type)),
        inputs,
        List.of(types),
        List.of(new Result(inputs.size(), to)),
        origin,
        List.of());
  }

  private static Kernel add(String origin, int to, int a, int b) {
    return kernel(new Op.Binary(BinaryFunction.ADD), origin, ROW, to, List.of(a, b), ROW, ROW);
  }

  private static Buffer buffer(int id, TensorType type, Place place) {
    return new Buffer(id, type.dtype(), type.shape(), place, -1, -1, -1);
  }

  /** y = x + s; from the commit on s = s + x, s = s + x once more, if go. */
  private static Program counter() {
    TensorType scalar = new TensorType(BOOL, Shape.SCALAR);
    return new Program(
        List.of(
            buffer(0, ROW, Place.INPUT),
            buffer(1, ROW, Place.STATE),
            buffer(2, scalar, Place.INPUT),
            buffer(3, ROW, Place.OUTPUT)),
        List.of(add("sum", 3, 0, 1), add("state", 1, 1, 0), add("state", 1, 1, 0)),
        1,
        2,
        List.of(new Port("x", 0), new Port("s", 1), new Port("go", 2), new Port("y", 3)));
  }

  private final Interpreter interpreter = new Interpreter();

  private Memory memory(float... values) {
    Memory memory = interpreter.allocate(F32, values.length);
    memory.write(values, 0, 0, values.length);
    return memory;
  }

  private static float[] read(Memory memory) {
    float[] values = new float[(int) memory.capacity()];
    memory.read(0, values, 0, values.length);
    return values;
  }

  private final Memory x = memory(1, 2);
  private final Memory s = memory(10, 20);
  private final Memory go = interpreter.allocate(BOOL, 1);
  private final Memory y = memory(0, 0);

  private Executable.Frame frame(Program program, Memory... memories) {
    Executable.Frame frame = interpreter.compile(program, 1).frame();
    frame.size("n", 2);
    for (int i = 0; i < memories.length; i++) {
      frame.bind(i, memories[i]);
    }
    return frame;
  }

  @Test
  void aTrueGuardCommitsInTheOrderOfTheKernels() {
    go.write(new boolean[] {true}, 0, 0, 1);
    assertTrue(frame(counter(), x, s, go, y).run());
    assertArrayEquals(new float[] {11, 22}, read(y));
    assertArrayEquals(new float[] {12, 24}, read(s));
  }

  @Test
  void aFalseGuardChangesNoStateButGivesOutputs() {
    assertFalse(frame(counter(), x, s, go, y).run());
    assertArrayEquals(new float[] {11, 22}, read(y));
    assertArrayEquals(new float[] {10, 20}, read(s));
  }

  @Test
  void sizesAreTakenForEachRun() {
    Executable.Frame frame = frame(counter(), x, s, go, y);
    frame.size("n", 1);
    frame.run();
    assertArrayEquals(new float[] {11, 0}, read(y));
  }

  @Test
  void aFaultWhileCommittingChangesNothing() {
    TensorType index = new TensorType(DType.I32, Shape.of(1));
    TensorType one = new TensorType(F32, Shape.of(1));
    Program program =
        new Program(
            List.of(
                buffer(0, ROW, Place.INPUT),
                buffer(1, ROW, Place.STATE),
                buffer(2, index, Place.INPUT),
                buffer(3, one, Place.OUTPUT)),
            List.of(
                add("state", 1, 1, 0),
                kernel(new Op.Gather(0), "embedding_1", one, 3, List.of(1, 2), ROW, index)),
            0,
            -1,
            List.of(new Port("x", 0), new Port("s", 1), new Port("i", 2), new Port("y", 3)));
    Memory i = interpreter.allocate(DType.I32, 1);
    i.write(new int[] {7}, 0, 0, 1);
    DataException e = assertThrows(DataException.class, () -> frame(program, x, s, i, y).run());
    assertEquals(
        "layer 'embedding_1': gather: index 7 is outside of the allowed 0 to 1,"
            + " at [0] (example 0); hint: check the data, or the size of the table",
        e.getMessage());
    assertArrayEquals(new float[] {10, 20}, read(s));
  }

  @Test
  void stateWrittenBeforeTheCommitIsRefused() {
    Program sound = counter();
    Program forged = new Program(sound.buffers(), sound.kernels(), 2, 2, sound.ports());
    CompileException e = assertThrows(CompileException.class, () -> interpreter.compile(forged, 1));
    assertEquals(
        "kernel 1 of 3 writes b1 f32(n) state;"
            + " hint: state is written from kernel 2 on, an input never",
        e.getMessage());
  }

  @Test
  void aStepThatGivesAnotherTypeThanItSaysIsRefused() {
    TensorType wrong = new TensorType(F32, Shape.of(5));
    Program program =
        new Program(
            List.of(buffer(0, ROW, Place.INPUT), buffer(1, wrong, Place.OUTPUT)),
            List.of(kernel(new Op.Unary(Op.UnaryFunction.EXP), "act", wrong, 1, List.of(0), ROW)),
            1,
            -1,
            List.of(new Port("x", 0), new Port("y", 1)));
    Memory five = memory(0, 0, 0, 0, 0);
    CompileException e = assertThrows(CompileException.class, () -> frame(program, x, five).run());
    assertTrue(e.getMessage().startsWith("layer 'act': step "), e.getMessage());
    assertTrue(e.getMessage().endsWith("gave f32[2]"), e.getMessage());
  }

  @Test
  void whatIsNotBoundOrTooSmallIsNamed() {
    assertEquals(
        "port 'y': is not bound",
        assertThrows(DeviceException.class, () -> frame(counter(), x, s, go).run()).getMessage());
    assertEquals(
        "port 'y': needs 2 elements, got memory for 1",
        assertThrows(DeviceException.class, () -> frame(counter(), x, s, go, memory(0)).run())
            .getMessage());
    assertEquals(
        "the size 'n' has no value; hint: call Frame.size",
        assertThrows(DeviceException.class, () -> interpreter.compile(counter(), 1).frame().run())
            .getMessage());
    Memory closed = memory(0, 0);
    closed.close();
    assertEquals(
        "the memory was given back",
        assertThrows(DeviceException.class, () -> frame(counter(), closed, s, go, y).run())
            .getMessage());
  }

  @Test
  void memoryChecksBothSidesBeforeItCopies() {
    float[] two = {7, 7};
    assertThrows(IndexOutOfBoundsException.class, () -> x.write(two, 0, 1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> x.write(two, 1, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> x.read(0, two, 1, 2));
    assertThrows(DeviceException.class, () -> x.write(new int[2], 0, 0, 2));
    assertArrayEquals(new float[] {1, 2}, read(x));
  }

  @Test
  void anObserverSeesTheFirstNan() {
    List<String> broken = new ArrayList<>();
    x.write(new float[] {Float.NaN}, 0, 0, 1);
    Executable executable =
        interpreter.compile(
            counter(),
            (kernel, values) -> {
              if (values.stream().anyMatch(Value::hasNan)) {
                broken.add(kernel.origin());
              }
            });
    Executable.Frame frame = executable.frame();
    frame.size("n", 2);
    Memory[] memories = {x, s, go, y};
    for (int i = 0; i < memories.length; i++) {
      frame.bind(i, memories[i]);
    }
    frame.run();
    assertEquals(List.of("sum"), broken);
  }

  /** 2^31 is one more than an array holds; 2^62·4 overflows a long. */
  @Test
  void sizesThatNoArrayHasAreRefusedByName() {
    DeviceException memory =
        assertThrows(DeviceException.class, () -> interpreter.allocate(F32, 1L << 31));
    assertTrue(memory.getMessage().contains("at most 2^31 elements, got 2147483648"));
    assertThrows(DeviceException.class, () -> Index.size(1 << 30, 1 << 30, 1 << 30));

    ShapeException size =
        assertThrows(ShapeException.class, () -> Dim.of(1L << 62).times(Dim.of(4)));
    assertTrue(size.getMessage().contains("a size is too large: 4611686018427387904 times 4"));
  }
}
