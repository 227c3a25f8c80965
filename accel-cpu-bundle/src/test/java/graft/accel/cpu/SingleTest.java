package graft.accel.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Op.Pooling;
import graft.api.Op.Reduction;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.Window;
import graft.api.Window.Padding;
import graft.api.accel.Program;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SINGLE kernels against the interpreter. */
class SingleTest {
  private static final Dim BATCH = Dim.open("batch");

  /** Sums of some hundred products of numbers around 1 in f32. */
  private static final double SUMS = 5e-5;

  private static TensorType type(DType dtype, int... sizes) {
    return new TensorType(dtype, Shape.of(BATCH, sizes));
  }

  private static TensorType fixed(DType dtype, int... sizes) {
    return new TensorType(dtype, Shape.of(sizes));
  }

  private static Program.Kernel kernel(Program program) {
    return program.kernels().get(0);
  }

  private static void check(Op op, TensorType... inputs) {
    Twins.check(Sketch.single(op, inputs), 3, false, SUMS);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BOOL", "STRING"},
      mode = EnumSource.Mode.EXCLUDE)
  void matMulTakesEveryFlagAndType(DType dtype) {
    check(new Op.MatMul(false, false), fixed(dtype, 9, 17), fixed(dtype, 17, 33));
    check(new Op.MatMul(true, false), fixed(dtype, 17, 9), fixed(dtype, 17, 33));
    check(new Op.MatMul(false, true), fixed(dtype, 9, 17), fixed(dtype, 33, 17));
    check(new Op.MatMul(true, true), type(dtype, 2, 17, 9), type(dtype, 2, 33, 17));
    check(new Op.MatMul(false, false), type(dtype, 0), fixed(dtype, 0, 4));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void convolutionsAndTheirGradientsTakeStridesPaddingsDilationsAndGroups(DType dtype) {
    TensorType x = type(dtype, 7, 6, 4);
    convolution(x, Window.of(x.shape(), List.of(3, 2), List.of(1), Padding.SAME, List.of(1)), 1);
    convolution(x, Window.of(x.shape(), List.of(3), List.of(2), Padding.VALID, List.of(1)), 1);
    convolution(x, Window.of(x.shape(), List.of(2), List.of(1), Padding.SAME, List.of(2)), 2);
    TensorType line = type(dtype, 11, 3);
    convolution(line, Window.of(line.shape(), List.of(4), List.of(2), Padding.SAME, List.of(1)), 1);
    TensorType cube = type(dtype, 3, 4, 5, 2);
    convolution(
        cube, Window.of(cube.shape(), List.of(2), List.of(1), Padding.VALID, List.of(1)), 1);
  }

  private static void convolution(TensorType x, Window window, int groups) {
    Shape size = Shape.of(window.size().stream().mapToInt(i -> i).toArray());
    Shape kernel = size.append(x.shape().last() / groups).append(6);
    TensorType k = new TensorType(x.dtype(), kernel);
    TensorType y = new Op.Conv(window, groups).infer(List.of(x, k));
    check(new Op.Conv(window, groups), x, k);
    List<Dim> spatial = x.shape().dims().subList(1, x.shape().rank() - 1);
    check(new Op.ConvInput(window, groups, spatial), y, k);
    check(new Op.ConvKernel(window, groups), x, y);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void poolingGradientAndPickTakeStridesAndPaddings(DType dtype) {
    TensorType x = type(dtype, 7, 6, 5);
    for (int stride : new int[] {1, 2, 3}) {
      Window window =
          Window.of(x.shape(), List.of(3, 2), List.of(stride), Padding.SAME, List.of(1));
      List<Dim> spatial = List.of(Dim.of(7), Dim.of(6));
      TensorType y = new TensorType(dtype, window.output(x.shape()));
      check(new Op.Pool(Pooling.MAX, window), x);
      check(new Op.Pool(Pooling.SUM, window), x);
      check(new Op.PoolGradient(Pooling.MAX, window, spatial), x, y);
      check(new Op.PoolGradient(Pooling.SUM, window, spatial), y);
      check(new Op.PoolPick(window), x, x);
    }
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void elementsMoveWhateverTheirType(DType dtype) {
    TensorType x = type(dtype, 4, 5);
    Dim one = Dim.ONE;
    check(new Op.Transpose(List.of(2, 0, 1)), x);
    check(new Op.Transpose(List.of(1, 0, 2)), x);
    check(new Op.Reverse(List.of(0, 2)), x);
    check(new Op.Slice(List.of(Dim.ZERO, one, one), sizes(BATCH, 2, 2), List.of(1, 1, 2)), x);
    check(
        new Op.Pad(sizes(one, 0, 2), sizes(Dim.ZERO, 3, 1), List.of(2, 0, 1), 1),
        type(dtype, 4, 5));
    check(new Op.Concat(1), x, type(dtype, 1, 5), x);
    check(new Op.Broadcast(Shape.of(BATCH, 3, 4, 5), List.of(0, 2, 3)), x);
    check(new Op.Reshape(Shape.of(BATCH, 20)), x);
    check(new Op.DynamicSlice(sizes(BATCH, 2, 3)), x, fixed(DType.I32, 3));
    check(new Op.DynamicUpdate(), x, type(dtype, 2, 3), fixed(DType.I64, 3));
  }

  private static List<Dim> sizes(Dim first, int second, int third) {
    return List.of(first, Dim.of(second), Dim.of(third));
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void linesAreRankedSortedAndSummed(DType dtype) {
    for (int axis = 0; axis < 3; axis++) {
      check(new Op.ArgMax(axis), type(dtype, 17, 5));
      check(new Op.ArgSort(axis, false), type(dtype, 17, 5));
      check(new Op.ArgSort(axis, true), type(dtype, 17, 5));
      if (dtype != DType.BOOL) {
        check(new Op.CumSum(axis, false, false), type(dtype, 17, 5));
        check(new Op.CumSum(axis, true, true), type(dtype, 17, 5));
      }
    }
  }

  @Test
  void nanCountsAsGreatest() {
    Twins.check(Sketch.single(new Op.ArgMax(1), type(DType.F32, 40)), 9, true, 0);
    Twins.check(Sketch.single(new Op.ArgSort(1, true), type(DType.F32, 40)), 9, true, 0);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void anyAxesReduce(DType dtype) {
    for (Reduction reduction : Reduction.values()) {
      if (dtype != DType.BOOL || reduction.ordinal() >= Reduction.MAX.ordinal()) {
        for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(2), List.of(0, 2))) {
          check(new Op.Reduce(reduction, axes), type(dtype, 4, 21));
        }
        check(new Op.Reduce(reduction, List.of()), type(dtype, 4));
        check(new Op.Reduce(reduction, List.of(0, 2)), type(dtype, 2, 3, 4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void gatherAndScatterAddGoAlongAnyAxis(int axis) {
    Program gather =
        Sketch.single(new Op.Gather(axis), fixed(DType.F32, 6, 6, 6), fixed(DType.I32, 2, 5));
    Map<String, Object> inputs = Twins.inputs(gather, 1, 3, false);
    inputs.put("in1", new int[] {0, 5, 2, 2, 1, 0, 0, 3, 4, 5});
    Twins.check(gather, 1, inputs, 0);
    Shape rows = kernel(gather).steps().get(0).type().shape();
    Program scatter =
        Sketch.single(
            new Op.ScatterAdd(axis),
            fixed(DType.F32, 6, 6, 6),
            fixed(DType.I32, 2, 5),
            new TensorType(DType.F32, rows));
    inputs = Twins.inputs(scatter, 1, 3, false);
    inputs.put("in1", new int[] {0, 5, 2, 2, 1, 0, 0, 3, 4, 5});
    Twins.check(scatter, 1, inputs, SUMS);
  }

  @Test
  void anIndexOutsideNamesLayerValueRangeAndExample() {
    Program gather =
        Sketch.single(new Op.Gather(0), fixed(DType.F32, 6, 2), fixed(DType.I32, 2, 2));
    Map<String, Object> inputs = Twins.inputs(gather, 1, 3, false);
    inputs.put("in1", new int[] {0, 5, 2, 6});
    try (CpuAccelerator cpu = new CpuAccelerator()) {
      DataException thrown =
          assertThrows(DataException.class, () -> Twins.run(cpu, gather, 2, 1, inputs));
      assertEquals(
          "layer 'layer': gather: index 6 is outside of the allowed 0 to 5, at [1, 1] (example 1);"
              + " hint: check the data, or the size of the table",
          thrown.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void randomNumbersAreThoseOfTheCounter(DType dtype) {
    Op random = new Op.Random(0x123456789abcdef0L, type(dtype, 7, 3));
    TensorType count = fixed(DType.I64);
    check(random, count, count, new TensorType(DType.I64, Shape.SCALAR.append(BATCH)));
    check(random, count, count, count);
    check(new Op.Random(5, type(dtype, 5000)), count, count, count);
  }

  @Test
  void dataOfTwoSeedsDiffers() {
    // Guards the tests above: data that is all the same would let wrong places pass.
    Object a = Twins.data(DType.F32, 1, new Random(1), false);
    Object b = Twins.data(DType.F32, 1, new Random(2), false);
    assertEquals(false, ((float[]) a)[0] == ((float[]) b)[0]);
  }
}
