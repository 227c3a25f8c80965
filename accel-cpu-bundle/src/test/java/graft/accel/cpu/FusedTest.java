package graft.accel.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.Comparison;
import graft.api.Op.Reduction;
import graft.api.Op.UnaryFunction;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LOOP, ROWS and COLUMNS on generated code against the interpreter. */
class FusedTest {
  private static final Dim BATCH = Dim.open("batch");

  /** One operation in f32: some ulp of a function, relative to 1 or the value. */
  private static final double ULPS = 5e-7;

  /** Sums of some hundred f32 in another order. */
  private static final double SUMS = 2e-5;

  private static TensorType f32(Shape shape) {
    return new TensorType(DType.F32, shape);
  }

  private static Shape shape(int... sizes) {
    return Shape.of(BATCH, sizes);
  }

  static Stream<Arguments> unaries() {
    return DType.NUMERIC.stream()
        .flatMap(
            d ->
                Stream.of(UnaryFunction.values())
                    .filter(f -> takes(d, f))
                    .map(f -> Arguments.of(d, f)));
  }

  private static boolean takes(DType dtype, UnaryFunction function) {
    return switch (function) {
      case NOT -> dtype == DType.BOOL;
      case NEGATE, ABS, SIGN -> dtype != DType.BOOL;
      default -> dtype.isFloating();
    };
  }

  @ParameterizedTest
  @MethodSource("unaries")
  void everyFunctionOfOneElementIsTheInterpreters(DType dtype, UnaryFunction function) {
    Sketch s = Sketch.loop(shape(7));
    int x = s.input(new TensorType(dtype, shape(7)));
    Program program = s.result(s.step(new Op.Unary(function), x)).program();
    Twins.check(program, 9, true, ULPS);
  }

  static Stream<Arguments> binaries() {
    return DType.NUMERIC.stream()
        .flatMap(
            d ->
                Stream.of(BinaryFunction.values())
                    .filter(f -> takes(d, f))
                    .map(f -> Arguments.of(d, f)));
  }

  private static boolean takes(DType dtype, BinaryFunction function) {
    return switch (function) {
      case AND, OR, XOR -> !dtype.isFloating();
      case POWER -> dtype.isFloating();
      case MAXIMUM, MINIMUM -> true;
      default -> dtype != DType.BOOL;
    };
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void everyFunctionOfTwoElementsIsTheInterpreters(DType dtype, BinaryFunction function) {
    Sketch s = Sketch.loop(shape(7));
    int x = s.input(new TensorType(dtype, shape(7)));
    int y = s.input(new TensorType(dtype, shape(7)));
    Program program = s.result(s.step(new Op.Binary(function), x, y)).program();
    Twins.check(program, 9, true, ULPS);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void everyComparisonIsTheInterpreters(DType dtype) {
    Sketch s = Sketch.loop(shape(7));
    int x = s.input(new TensorType(dtype, shape(7)));
    int y = s.input(new TensorType(dtype, shape(7)));
    for (Comparison comparison : Comparison.values()) {
      s.result(s.step(new Op.Compare(comparison), x, y));
    }
    Twins.check(s.program(), 9, true, 0);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void castsSaturateAndWrapAsTheInterpreterDoes(DType dtype) {
    Sketch s = Sketch.loop(shape(7));
    int x = s.input(new TensorType(dtype, shape(7)));
    for (DType to : DType.NUMERIC) {
      s.result(s.step(new Op.Cast(to), x));
    }
    Twins.check(s.program(), 9, true, ULPS);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void selectLeaksNothingOfTheOther(DType dtype) {
    Sketch s = Sketch.loop(shape(7));
    int c = s.input(new TensorType(DType.BOOL, shape(7)));
    int x = s.input(new TensorType(dtype, shape(7)));
    int y = s.input(new TensorType(dtype, shape(7)));
    Twins.check(s.result(s.step(new Op.Select(), c, x, y)).program(), 9, true, 0);
  }

  /**
   * x (b, 3, 5, n) + a (5, n) + c (b) + d (b, 3) + scalar, and two indices: four groups of axes.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 40})
  void broadcastsOfAllKindsMeetInOneLoop(int n) {
    Shape d = shape(3, 5, n);
    Sketch s = Sketch.loop(d);
    int x = s.input(f32(d));
    int a = s.input(f32(Shape.of(5, n)));
    int c = s.input(f32(Shape.SCALAR.append(BATCH)));
    int e = s.input(f32(shape(3)));
    int z = s.input(f32(Shape.SCALAR));
    Op add = new Op.Binary(BinaryFunction.ADD);
    int sum = s.step(add, x, s.step(new Op.Broadcast(d, List.of(2, 3)), a));
    sum = s.step(add, sum, s.step(new Op.Broadcast(d, List.of(0)), c));
    sum = s.step(add, sum, s.step(new Op.Broadcast(d, List.of(0, 1)), e));
    sum = s.step(add, sum, s.step(new Op.Broadcast(d, List.of()), z));
    sum = s.step(add, sum, s.step(new Op.Iota(DType.F32, d, 1)));
    int last = s.step(new Op.Cast(DType.F32), s.step(new Op.Iota(DType.I32, d, 3)));
    Twins.check(s.result(s.step(add, sum, last)).program(), 4, false, ULPS);
  }

  @Test
  void scalarsAreComputedOnceFromConstantsAndSizes() {
    Sketch s = Sketch.loop(shape(20));
    int x = s.input(f32(shape(20)));
    int size = s.step(new Op.Cast(DType.F32), s.step(new Op.Size(BATCH)));
    int power = s.step(new Op.Constant(DType.F32, 0.5, 0));
    power = s.step(new Op.Binary(BinaryFunction.POWER), power, size);
    power = s.step(new Op.Broadcast(shape(20), List.of()), power);
    Twins.check(
        s.result(s.step(new Op.Binary(BinaryFunction.MULTIPLY), x, power)).program(),
        5,
        false,
        ULPS);
  }

  /** Softmax: two reductions, a value that is needed twice, and its logarithm as a row result. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 16, 33, 700})
  void softmaxIsOneKernelOfThreeLoops(int n) {
    Shape d = shape(n);
    Sketch s = new Sketch(Form.ROWS, d, 1);
    int x = s.input(f32(d));
    int max = s.step(new Op.Reduce(Reduction.MAX, List.of(1)), x);
    int shifted = s.step(subtract(), x, s.step(new Op.Broadcast(d, List.of(0)), max));
    int e = s.step(new Op.Unary(UnaryFunction.EXP), shifted);
    int sum = s.step(new Op.Reduce(Reduction.SUM, List.of(1)), e);
    int y =
        s.step(
            new Op.Binary(BinaryFunction.DIVIDE), e, s.step(new Op.Broadcast(d, List.of(0)), sum));
    s.result(y).result(s.step(new Op.Unary(UnaryFunction.LOG), sum));
    Twins.check(s.program(), 6, false, SUMS);
  }

  /** Interpreted, compiled by C1, by C2 in the middle of a loop and as a whole: one result. */
  @Test
  void coldAndHotCodeGivesTheSameBits() {
    Shape d = Shape.of(40, 501);
    Sketch s = new Sketch(Form.ROWS, d, 1);
    int x = s.input(f32(d));
    int y = s.step(new Op.Unary(UnaryFunction.TANH), x);
    y = s.step(new Op.Binary(BinaryFunction.ADD), y, s.step(new Op.Unary(UnaryFunction.ERF), x));
    s.result(s.step(new Op.Unary(UnaryFunction.EXP), y));
    s.result(s.step(new Op.Reduce(Reduction.SUM, List.of(1)), y));
    Program program = s.program();
    Map<String, Object> inputs = Twins.inputs(program, 1, 5, true);
    try (CpuAccelerator cpu = new CpuAccelerator(0)) {
      Map<String, Object> cold = Twins.run(cpu, program, 1, 1, inputs);
      for (int run = 0; run < 400; run++) {
        Map<String, Object> hot = Twins.run(cpu, program, 1, 1, inputs);
        assertArrayEquals((float[]) cold.get("out0"), (float[]) hot.get("out0"));
        assertArrayEquals((float[]) cold.get("out1"), (float[]) hot.get("out1"));
      }
    }
  }

  private static Op subtract() {
    return new Op.Binary(BinaryFunction.SUBTRACT);
  }

  static Stream<Arguments> reductions() {
    return DType.NUMERIC.stream()
        .flatMap(
            d ->
                Stream.of(Reduction.values())
                    .filter(r -> d != DType.BOOL || r.ordinal() >= Reduction.MAX.ordinal())
                    .map(r -> Arguments.of(d, r)));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void rowsReduceEveryTypeAndNothing(DType dtype, Reduction reduction) {
    for (int n : new int[] {0, 1, 7, 16, 50}) {
      Sketch s = new Sketch(Form.ROWS, shape(n), 1);
      int x = s.input(new TensorType(dtype, shape(n)));
      s.result(s.step(new Op.Reduce(reduction, List.of(1)), x));
      Twins.check(s.program(), 5, false, SUMS);
    }
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void columnsReduceEveryTypeAndNothing(DType dtype, Reduction reduction) {
    for (int batch : new int[] {0, 1, 3, 40}) {
      Sketch s = new Sketch(Form.COLUMNS, shape(3, 21), 1);
      int x = s.input(new TensorType(dtype, shape(3, 21)));
      s.result(s.step(new Op.Reduce(reduction, List.of(0, 1)), x));
      Twins.check(s.program(), batch, false, SUMS);
    }
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void everythingReducesInPieces(DType dtype, Reduction reduction) {
    Sketch s = new Sketch(Form.ROWS, shape(1111), 2);
    int x = s.input(new TensorType(dtype, shape(1111)));
    int scale = s.input(new TensorType(dtype, Shape.SCALAR));
    int all = s.step(new Op.Reduce(reduction, List.of(0, 1)), x);
    s.result(s.step(new Op.Binary(BinaryFunction.MAXIMUM), all, scale)).result(all);
    Twins.check(s.program(), 40, false, 1e-3);
  }

  @Test
  void columnsKeepWholeResultsBesideSums() {
    Sketch s = new Sketch(Form.COLUMNS, shape(37), 1);
    int x = s.input(f32(shape(37)));
    int y = s.input(f32(Shape.of(37)));
    int product =
        s.step(
            new Op.Binary(BinaryFunction.MULTIPLY),
            x,
            s.step(new Op.Broadcast(shape(37), List.of(1)), y));
    int sum = s.step(new Op.Reduce(Reduction.SUM, List.of(0)), product);
    Twins.check(s.result(product).result(sum).program(), 70, false, SUMS);
  }

  /** A weight for each row and one for each column, reduced over both: two groups of columns. */
  @Test
  void kernelsThatCannotBeGeneratedAreCut() {
    Shape d = shape(9);
    Sketch s = new Sketch(Form.ROWS, d, 2);
    int x = s.input(f32(Shape.SCALAR.append(BATCH)));
    int y = s.input(f32(Shape.of(9)));
    int product =
        s.step(
            new Op.Binary(BinaryFunction.MULTIPLY),
            s.step(new Op.Broadcast(d, List.of(0)), x),
            s.step(new Op.Broadcast(d, List.of(1)), y));
    s.result(s.step(new Op.Reduce(Reduction.SUM, List.of(0, 1)), product));
    Twins.check(s.program(), 5, false, SUMS);
  }

  @Test
  void methodsTooLongForTheJitAreCut() {
    Sketch s = Sketch.loop(shape(20));
    int x = s.input(f32(shape(20)));
    int y = x;
    for (int i = 0; i < 900; i++) {
      y = s.step(new Op.Binary(i % 2 == 0 ? BinaryFunction.ADD : BinaryFunction.SUBTRACT), y, x);
    }
    Twins.check(s.result(y).program(), 2, false, 1e-3);
  }

  @Test
  void kernelsOfOneStructureShareOneClass() {
    try (CpuAccelerator cpu = new CpuAccelerator(0)) {
      cpu.compile(scaled(Shape.of(40, 50), 0.5), 1);
      int defined = cpu.classesDefined();
      cpu.compile(scaled(Shape.of(7), 0.25), 1);
      cpu.compile(scaled(Shape.of(3, 5, 11), -1), 1);
      assertEquals(defined, cpu.classesDefined());
    }
  }

  private static Program scaled(Shape shape, double factor) {
    Sketch s = Sketch.loop(shape);
    int x = s.input(f32(shape));
    int c = s.step(new Op.Constant(DType.F32, factor, 0));
    int y = s.step(new Op.Broadcast(shape, List.of()), c);
    return s.result(s.step(new Op.Binary(BinaryFunction.MULTIPLY), x, y)).program();
  }
}
