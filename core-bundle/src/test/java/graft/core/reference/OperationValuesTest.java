package graft.core.reference;

import static graft.api.DType.BOOL;
import static graft.api.DType.F32;
import static graft.api.DType.F64;
import static graft.api.DType.I32;
import static graft.api.DType.I64;
import static graft.core.reference.Oracle.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.Comparison;
import graft.api.Op.UnaryFunction;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each operation gives for small numbers, worked out by hand if nothing else is said. */
class OperationValuesTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static void gives(Tensor y, double... expected) {
    assertArrayEquals(expected, Oracle.run(y, Map.of()), y.toString());
  }

  private static void near(Tensor y, double tolerance, double... expected) {
    assertArrayEquals(expected, Oracle.run(y, Map.of()), tolerance, y.toString());
  }

  private static Tensor unary(UnaryFunction function, DType dtype, double... x) {
    return Tensor.of(new Op.Unary(function), vector(dtype, x));
  }

  private static Tensor binary(BinaryFunction function, Tensor x, Tensor y) {
    return Tensor.of(new Op.Binary(function), x, y);
  }

  private static Tensor matrix(DType dtype, int rows, double... x) {
    return vector(dtype, x).reshape(Shape.of(rows, x.length / rows));
  }

  @Test
  void aWindowThatReachesTooFarIsRefused() {
    Shape image = Shape.of(1, 28, 28, 1);
    List<Integer> five = List.of(5);
    List<Integer> far = List.of(Integer.MAX_VALUE);
    String message =
        assertThrows(
                ShapeException.class,
                () -> Window.of(image, five, List.of(1), Window.Padding.VALID, far))
            .getMessage();
    // 4 · 2147483647 + 1, which is −3 as an int
    assertEquals("a window may reach over 16777216 elements at most, got 8589934589", message);
    // One stride leads out of the image: the window is padded to its own size, at 0.
    Window wide = Window.of(image, five, far, Window.Padding.SAME, List.of(1));
    assertEquals(Shape.of(1, 1, 1, 1), wide.output(image));
  }

  @Test
  void leaves() {
    gives(Tensor.constant(I64, 3), 3);
    gives(Tensor.constant(F32, 0.1), 0.1f);
    gives(Tensor.iota(I32, Shape.of(2, 3), 1), 0, 1, 2, 0, 1, 2);
    gives(Tensor.iota(F32, Shape.of(2, 3), 0), 0, 0, 0, 1, 1, 1);
    Tensor x = Tensor.input("x", new TensorType(F32, Shape.of(Dim.open("batch"), 2)));
    NdArray four = new NdArray(new float[] {1, 2, 3, 4}, 2, 2);
    assertArrayEquals(
        new double[] {2, 4, 6, 8}, Oracle.run(x.multiply(x.size(0)), Map.of("x", four)));
  }

  @Test
  void functionsOfOneElement() {
    gives(unary(UnaryFunction.NEGATE, F64, 1, -2, 0), -1, 2, -0.0);
    gives(unary(UnaryFunction.NEGATE, I32, 5, Integer.MIN_VALUE), -5, Integer.MIN_VALUE);
    gives(unary(UnaryFunction.ABS, F64, -1, 2, -INF), 1, 2, INF);
    gives(unary(UnaryFunction.ABS, I64, -3, 3), 3, 3);
    gives(unary(UnaryFunction.SIGN, F64, -7, 0, 0.1, NAN), -1, 0, 1, NAN);
    gives(unary(UnaryFunction.SIGN, I32, -7, 0, 9), -1, 0, 1);
    gives(unary(UnaryFunction.FLOOR, F64, 1.5, -1.5, INF), 1, -2, INF);
    gives(unary(UnaryFunction.CEIL, F64, 1.5, -1.5), 2, -1);
    gives(unary(UnaryFunction.ROUND, F64, 0.5, 1.5, 2.5, -0.5, 2.6), 0, 2, 2, -0.0, 3);
    gives(unary(UnaryFunction.SQRT, F64, 4, -1), 2, NAN);
    gives(unary(UnaryFunction.RSQRT, F64, 4, 0), 0.5, INF);
    gives(unary(UnaryFunction.NOT, BOOL, 1, 0), 0, 1);
    gives(unary(UnaryFunction.IS_FINITE, F64, 1, INF, NAN), 1, 0, 0);
    gives(unary(UnaryFunction.IS_NAN, F64, 1, INF, NAN), 0, 0, 1);
  }

  /** Expected: Abramowitz and Stegun, tables 4.2 to 4.17 and 7.1 (erf), to 10 digits. */
  @Test
  void transcendentalFunctions() {
    near(unary(UnaryFunction.EXP, F64, 0, 1, -INF), 1e-10, 1, 2.7182818285, 0);
    near(unary(UnaryFunction.EXPM1, F64, 1e-10), 1e-20, 1.00000000005e-10);
    near(unary(UnaryFunction.LOG, F64, 1, 10), 1e-10, 0, 2.3025850930);
    gives(unary(UnaryFunction.LOG, F64, 0, -1), -INF, NAN);
    near(unary(UnaryFunction.LOG1P, F64, 1e-10), 1e-20, 0.99999999995e-10);
    near(unary(UnaryFunction.SIN, F64, 1), 1e-10, 0.8414709848);
    near(unary(UnaryFunction.COS, F64, 1), 1e-10, 0.5403023059);
    near(unary(UnaryFunction.TANH, F64, 1, 100), 1e-10, 0.7615941560, 1);
    near(unary(UnaryFunction.SIGMOID, F64, 0, 1, -800, 800), 1e-10, 0.5, 0.7310585786, 0, 1);
    near(
        unary(UnaryFunction.ERF, F64, 0, 0.5, 1, 2, -1, 9),
        1e-10,
        0,
        0.5204998778,
        0.8427007929,
        0.9953222650,
        -0.8427007929,
        1);
    gives(unary(UnaryFunction.ERF, F64, NAN, INF, -INF), NAN, 1, -1);
    // Both ways of computing erf meet at 3: 0.99997790950300141455863.
    near(
        unary(UnaryFunction.ERF, F64, 3, Math.nextUp(3.0)),
        4e-16,
        0.999977909503001415,
        0.999977909503001415);
  }

  @Test
  void functionsOfTwoElements() {
    Tensor x = vector(F64, 7, -7, 7, NAN);
    Tensor y = vector(F64, 2, 2, -2, 1);
    gives(binary(BinaryFunction.ADD, x, y), 9, -5, 5, NAN);
    gives(binary(BinaryFunction.SUBTRACT, x, y), 5, -9, 9, NAN);
    gives(binary(BinaryFunction.MULTIPLY, x, y), 14, -14, -14, NAN);
    gives(binary(BinaryFunction.DIVIDE, x, y), 3.5, -3.5, -3.5, NAN);
    gives(binary(BinaryFunction.POWER, x, y), 49, 49, 1.0 / 49, NAN);
    gives(binary(BinaryFunction.MAXIMUM, x, y), 7, 2, 7, NAN);
    gives(binary(BinaryFunction.MINIMUM, x, y), 2, -7, -2, NAN);
    gives(binary(BinaryFunction.REMAINDER, x, y), 1, 1, -1, NAN);
  }

  @Test
  void integersWrapAndDivideDownwards() {
    Tensor x = vector(I32, 7, -7, 7, Integer.MAX_VALUE);
    Tensor y = vector(I32, 2, 2, 0, 2);
    gives(binary(BinaryFunction.ADD, x, y), 9, -5, 7, Integer.MIN_VALUE + 1.0);
    gives(binary(BinaryFunction.MULTIPLY, x, y), 14, -14, 0, -2);
    gives(binary(BinaryFunction.DIVIDE, x, y), 3, -4, 0, 1073741823);
    gives(binary(BinaryFunction.REMAINDER, x, y), 1, 1, 0, 1);
    gives(binary(BinaryFunction.AND, x, y), 2, 0, 0, 2);
    gives(binary(BinaryFunction.OR, x, y), 7, -5, 7, Integer.MAX_VALUE);
    gives(binary(BinaryFunction.XOR, x, y), 5, -5, 7, Integer.MAX_VALUE - 2.0);
    Tensor most = Tensor.of(Op.Constant.of(I64, Long.MAX_VALUE));
    gives(most.add(Tensor.constant(I64, 1)), (double) Long.MIN_VALUE);
    // i64 is exact beyond the 53 bits of a double.
    Tensor large = Tensor.of(Op.Constant.of(I64, (1L << 60) + 1));
    gives(large.subtract(Tensor.of(Op.Constant.of(I64, 1L << 60))), 1);
  }

  @Test
  void booleans() {
    Tensor x = vector(BOOL, 0, 0, 1, 1);
    Tensor y = vector(BOOL, 0, 1, 0, 1);
    gives(binary(BinaryFunction.AND, x, y), 0, 0, 0, 1);
    gives(binary(BinaryFunction.OR, x, y), 0, 1, 1, 1);
    gives(binary(BinaryFunction.XOR, x, y), 0, 1, 1, 0);
    gives(binary(BinaryFunction.MAXIMUM, x, y), 0, 1, 1, 1);
    gives(binary(BinaryFunction.MINIMUM, x, y), 0, 0, 0, 1);
    gives(x.max(0), 1);
    gives(x.min(0), 0);
  }

  @Test
  void comparisonsWithNanAreFalseButNotEqual() {
    Tensor x = vector(F64, 1, 2, NAN, -0.0);
    Tensor y = vector(F64, 2, 2, NAN, 0);
    gives(Tensor.of(new Op.Compare(Comparison.EQUAL), x, y), 0, 1, 0, 1);
    gives(Tensor.of(new Op.Compare(Comparison.NOT_EQUAL), x, y), 1, 0, 1, 0);
    gives(Tensor.of(new Op.Compare(Comparison.LESS), x, y), 1, 0, 0, 0);
    gives(Tensor.of(new Op.Compare(Comparison.LESS_EQUAL), x, y), 1, 1, 0, 1);
    gives(Tensor.of(new Op.Compare(Comparison.GREATER), x, y), 0, 0, 0, 0);
    gives(Tensor.of(new Op.Compare(Comparison.GREATER_EQUAL), x, y), 0, 1, 0, 1);
    gives(vector(BOOL, 1, 0).select(vector(F64, 1, NAN), vector(F64, NAN, 2)), 1, 2);
  }

  @Test
  void castsSaturateAndWrap() {
    Tensor x = vector(F64, 1.9, -1.9, 1e30, -INF, NAN);
    gives(x.cast(I32), 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0);
    gives(x.cast(I64), 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0);
    gives(x.cast(BOOL), 1, 1, 1, 1, 1);
    gives(vector(F64, 0, 0.1, 1e300).cast(F32), 0, 0.1f, INF);
    gives(Tensor.of(Op.Constant.of(I64, (1L << 32) + 5)).cast(I32), 5);
    // 2^54 + 2^30 + 1 lies just above the middle of two floats: rounded once, it goes up.
    long middle = (1L << 54) + (1L << 30) + 1;
    gives(Tensor.of(Op.Constant.of(I64, middle)).cast(F32), (float) middle);
  }

  @Test
  void reductions() {
    Tensor x = matrix(F64, 2, 1, 2, 3, 4, 5, 6);
    gives(x.sum(), 21);
    gives(x.sum(0), 5, 7, 9);
    gives(x.sum(1), 6, 15);
    gives(x.product(1), 6, 120);
    gives(x.max(0), 4, 5, 6);
    gives(x.min(1), 1, 4);
    gives(vector(F64, 1, NAN, 2).max(0), NAN);
    Tensor none = Tensor.full(new TensorType(F64, Shape.of(0)), 1);
    gives(none.sum(0), 0);
    gives(none.product(0), 1);
    gives(none.max(0), -INF);
    gives(none.min(0), INF);
    gives(Tensor.full(new TensorType(I32, Shape.of(0)), 1).max(0), Integer.MIN_VALUE);
  }

  @Test
  void positionsAndOrder() {
    gives(matrix(F64, 2, 1, 3, 3, 5, 4, 5).argMax(1), 1, 0);
    gives(vector(F64, 1, NAN, 9, NAN).argMax(0), 1);
    gives(vector(F64, 3, 1, NAN, 1, -INF).argSort(0, false), 4, 1, 3, 0, 2);
    gives(vector(F64, 3, 1, NAN, 1, -INF).argSort(0, true), 2, 0, 1, 3, 4);
    gives(vector(F64, 0.0, -0.0).argSort(0, false), 0, 1);
    gives(matrix(I32, 2, 3, 1, 2, 4).argSort(0, false), 1, 0, 0, 1);
    Tensor x = vector(F64, 1, 2, 3);
    gives(Tensor.of(new Op.CumSum(0, false, false), x), 1, 3, 6);
    gives(Tensor.of(new Op.CumSum(0, true, false), x), 0, 1, 3);
    gives(Tensor.of(new Op.CumSum(0, false, true), x), 6, 5, 3);
    gives(Tensor.of(new Op.CumSum(0, true, true), x), 5, 3, 0);
  }

  @Test
  void shapes() {
    Tensor x = matrix(F64, 2, 1, 2, 3, 4, 5, 6);
    gives(vector(F64, 1, 2).broadcastTo(Shape.of(2, 2)), 1, 2, 1, 2);
    gives(Tensor.of(new Op.Broadcast(Shape.of(2, 2), List.of(0)), vector(F64, 1, 2)), 1, 1, 2, 2);
    gives(x.reshape(Shape.of(3, 2)), 1, 2, 3, 4, 5, 6);
    gives(x.transpose(1, 0), 1, 4, 2, 5, 3, 6);
    gives(
        Tensor.of(new Op.Slice(Shape.of(0, 0).dims(), Shape.of(2, 2).dims(), List.of(1, 2)), x),
        1,
        3,
        4,
        6);
    gives(
        Tensor.of(
            new Op.Pad(Shape.of(1).dims(), Shape.of(2).dims(), List.of(1), 9), vector(F64, 1, 2)),
        9,
        1,
        9,
        2,
        9,
        9);
    gives(Tensor.concat(1, List.of(x, matrix(F64, 2, 7, 8))), 1, 2, 3, 7, 4, 5, 6, 8);
    gives(x.reverse(1), 3, 2, 1, 6, 5, 4);
    gives(Tensor.of(new Op.Reverse(List.of(0, 1)), x), 6, 5, 4, 3, 2, 1);
  }

  @Test
  void indexing() {
    Tensor x = matrix(F64, 2, 1, 2, 3, 4, 5, 6);
    gives(x.gather(vector(I32, 2, 0), 1), 3, 1, 6, 4);
    gives(x.gather(Tensor.constant(I64, 1), 0), 4, 5, 6);
    gives(
        Tensor.of(
            new Op.ScatterAdd(0), vector(F64, 1, 2), vector(I32, 1, 1, 0), vector(F64, 10, 20, 30)),
        31,
        32);
    Tensor starts = vector(I32, -5, 2);
    gives(Tensor.of(new Op.DynamicSlice(Shape.of(1, 2).dims()), x, starts), 2, 3);
    gives(Tensor.of(new Op.DynamicUpdate(), x, matrix(F64, 1, 7, 8), starts), 1, 7, 8, 4, 5, 6);
  }

  @Test
  void anIndexOutsideOfTheTableIsNamed() {
    Tensor y = matrix(F64, 2, 1, 2, 3, 4).gather(matrix(I32, 2, 0, 1, 1, 2), 0);
    DataException e = assertThrows(DataException.class, () -> Oracle.run(y, Map.of()));
    assertEquals(
        "gather: index 2 is outside of the allowed 0 to 1, at [1, 1] (example 1);"
            + " hint: check the data, or the size of the table",
        e.getMessage());
  }

  @Test
  void matrixProducts() {
    Tensor a = matrix(F64, 2, 1, 2, 3, 4, 5, 6);
    Tensor b = matrix(F64, 3, 1, 0, 0, 1, 2, 3);
    gives(a.matmul(b), 7, 11, 16, 23);
    gives(Tensor.of(new Op.MatMul(false, true), a, b.transpose(1, 0)), 7, 11, 16, 23);
    gives(Tensor.of(new Op.MatMul(true, false), a.transpose(1, 0), b), 7, 11, 16, 23);
    gives(
        Tensor.of(new Op.MatMul(true, true), a.transpose(1, 0), b.transpose(1, 0)), 7, 11, 16, 23);
    gives(matrix(I32, 1, 1, 2).matmul(matrix(I32, 2, 3, 4)), 11);
    Tensor stack = a.reshape(Shape.of(2, 1, 3));
    gives(Tensor.of(new Op.MatMul(false, true), stack, stack), 14, 77);
  }

  private static Window line(int size, int stride, int pad, int dilation) {
    return new Window(
        List.of(size), List.of(stride), List.of(pad), List.of(pad), List.of(dilation));
  }

  @Test
  void convolutions() {
    Tensor x = vector(F64, 1, 2, 3, 4, 5).reshape(Shape.of(1, 5, 1));
    Tensor kernel = vector(F64, 1, 10, 100).reshape(Shape.of(3, 1, 1));
    gives(Tensor.of(new Op.Conv(line(3, 1, 0, 1), 1), x, kernel), 321, 432, 543);
    gives(Tensor.of(new Op.Conv(line(3, 2, 1, 1), 1), x, kernel), 210, 432, 54);
    gives(Tensor.of(new Op.Conv(line(3, 1, 0, 2), 1), x, kernel), 531);
    Tensor two = vector(F64, 1, 2, 3, 4).reshape(Shape.of(1, 2, 2));
    Tensor each = vector(F64, 1, 10).reshape(Shape.of(1, 1, 2));
    gives(Tensor.of(new Op.Conv(line(1, 1, 0, 1), 2), two, each), 1, 20, 3, 40);
    Tensor g = vector(F64, 1, 0, 2).reshape(Shape.of(1, 3, 1));
    gives(
        Tensor.of(new Op.ConvInput(line(3, 1, 0, 1), 1, Shape.of(5).dims()), g, kernel),
        1,
        10,
        102,
        20,
        200);
    gives(Tensor.of(new Op.ConvKernel(line(3, 1, 0, 1), 1), x, g), 7, 10, 13);
  }

  @Test
  void pooling() {
    Tensor x = vector(F64, 1, 3, 3, -1).reshape(Shape.of(1, 4, 1));
    Window window = line(2, 1, 1, 1);
    gives(Tensor.of(new Op.Pool(Op.Pooling.MAX, window), x), 1, 3, 3, 3, -1);
    gives(Tensor.of(new Op.Pool(Op.Pooling.SUM, window), x), 1, 4, 6, 2, -1);
    Tensor g = vector(F64, 1, 2, 4, 8, 16).reshape(Shape.of(1, 5, 1));
    List<Dim> spatial = Shape.of(4).dims();
    // The windows are (x₀), (x₀ x₁), (x₁ x₂), (x₂ x₃), (x₃); of x₁ = x₂ the first counts.
    gives(Tensor.of(new Op.PoolGradient(Op.Pooling.MAX, window, spatial), x, g), 1, 6, 8, 16);
    gives(Tensor.of(new Op.PoolGradient(Op.Pooling.SUM, window, spatial), g), 3, 6, 12, 24);
    Tensor v = vector(F64, 5, 6, 7, 8).reshape(Shape.of(1, 4, 1));
    gives(Tensor.of(new Op.PoolPick(window), x, v), 5, 6, 6, 7, 8);
    Tensor nan = vector(F64, 1, NAN, 3, 2).reshape(Shape.of(1, 4, 1));
    gives(Tensor.of(new Op.Pool(Op.Pooling.MAX, line(2, 1, 0, 1)), nan), NAN, NAN, 3);
    // A window of padding only: −∞, and nothing to pick.
    gives(Tensor.of(new Op.Pool(Op.Pooling.MAX, line(1, 5, 1, 1)), x), -INF, -INF);
    gives(Tensor.of(new Op.PoolPick(line(1, 5, 1, 1)), x, v), 0, 0);
  }

  @Test
  void randomNumbersCountWithinEachExample() {
    Op random = new Op.Random(7, new TensorType(F32, Shape.of(2, 5)));
    Tensor step = Tensor.constant(I64, 3);
    Tensor micro = Tensor.constant(I64, 1);
    double[] whole = Oracle.run(Tensor.of(random, step, micro, vector(I64, 8, 9)), Map.of());
    assertEquals(Philox.single(7, 3, 1, 8, 4), whole[4]);
    assertEquals(Philox.single(7, 3, 1, 9, 0), whole[5]);
    double[] one = Oracle.run(Tensor.of(random, step, micro, Tensor.constant(I64, 8)), Map.of());
    assertEquals(Philox.single(7, 3, 1, 8, 5), one[5]);
  }

  @Test
  void scans() {
    TensorType scalar = new TensorType(F64, Shape.SCALAR);
    Tensor h = Tensor.input("h", scalar);
    Tensor x = Tensor.input("x", scalar);
    Tensor c = Tensor.input("c", scalar);
    Tensor t = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
    Tensor next = h.multiply(c).add(x);
    Graph body = new Graph(List.of(h, x, c, t), List.of(next, t));
    Tensor xs = vector(F64, 1, 2, 3);
    Tensor zero = Tensor.constant(F64, 0);
    Tensor ten = Tensor.constant(F64, 10);
    Tensor forward = Tensor.of(new Op.Scan(body, 1, 1, Dim.of(3), false), zero, xs, ten);
    gives(forward.part(0), 123);
    gives(forward.part(1), 0, 1, 2);
    Tensor back = Tensor.of(new Op.Scan(body, 1, 1, Dim.of(3), true), zero, xs, ten);
    gives(back.part(0), 321);
    gives(back.part(1), 0, 1, 2);
    Tensor none =
        Tensor.of(
            new Op.Scan(body, 1, 1, Dim.of(0), false),
            ten,
            Tensor.full(new TensorType(F64, Shape.of(0)), 0),
            ten);
    gives(none.part(0), 10);
  }

  @Test
  void marksChangeNothing() {
    Tensor x = vector(F64, 1, 2);
    gives(x.stopGradient(), 1, 2);
    TensorType type = x.type();
    Tensor dy = Tensor.input("dy", type);
    Graph gradient =
        new Graph(List.of(Tensor.input("cx", type), Tensor.input("cy", type), dy), List.of(dy));
    gives(Tensor.of(new Op.CustomGradient(gradient), x.negate(), x), -1, -2);
  }

  @Test
  void onlyTheRoundingModeRounds() {
    Tensor third = vector(F32, 1).divide(vector(F32, 3));
    assertArrayEquals(new double[] {1.0 / 3}, Oracle.run(false, List.of(third), Map.of()).get(0));
    assertArrayEquals(new double[] {1f / 3}, Oracle.run(true, List.of(third), Map.of()).get(0));
  }
}
