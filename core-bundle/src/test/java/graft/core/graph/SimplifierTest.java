package graft.core.graph;

import static graft.api.DType.BOOL;
import static graft.api.DType.F32;
import static graft.api.DType.F64;
import static graft.api.DType.I32;
import static graft.api.DType.I64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.core.grad.GradientCases;
import graft.core.grad.GradientCases.Case;
import graft.core.grad.Gradients;
import graft.core.reference.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SimplifierTest {
  private static final long SEED = 3;

  private static Tensor simplified(Tensor root) {
    return Simplifier.simplify(List.of(root), new IdentityHashMap<>()).get(0);
  }

  private static Tensor input(DType dtype, int... shape) {
    return Tensor.input("x", new TensorType(dtype, Shape.of(shape)));
  }

  // ---- the same bits

  @TestFactory
  Stream<DynamicTest> everyResultAndGradientKeepsItsBits() {
    return GradientCases.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> sameBits(c, 0)));
  }

  @TestFactory
  Stream<DynamicTest> everyResultAndGradientKeepsItsBitsWithNanInfinityAndZeros() {
    return GradientCases.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> sameBits(c, 0.3)));
  }

  private static void sameBits(Case c, double special) {
    List<Tensor> inputs = c.inputs();
    Tensor value = c.function().apply(inputs);
    List<Tensor> roots = new ArrayList<>(List.of(value));
    roots.addAll(Gradients.of(value, inputs));
    Tensor sum = Tensor.constant(F64, 0);
    for (Tensor gradient : roots.subList(1, roots.size())) {
      sum = sum.add(gradient.sum());
    }
    roots.addAll(Gradients.of(sum, inputs));
    List<Tensor> simple = Simplifier.simplify(roots, new IdentityHashMap<>());
    Verifier.verify(simple);
    assertEquals(simple, Simplifier.simplify(simple, new IdentityHashMap<>()), "simple enough");
    assertTrue(size(simple) <= size(roots), "no larger");
    Random random = new Random(SEED);
    double[] edges = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, -1, Double.MIN_VALUE
    };
    Map<String, NdArray> values = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      int[] shape = c.sizes(i);
      double[] x = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      Arrays.setAll(
          x,
          j ->
              random.nextDouble() < special
                  ? edges[random.nextInt(edges.length)]
                  : random.nextDouble(0.2, 1.8));
      values.put("x" + i, new NdArray(x, shape));
    }
    List<double[]> expected = Oracle.run(true, roots, values);
    List<double[]> got = Oracle.run(true, simple, values);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(bits(expected.get(i)), bits(got.get(i)), "root " + i + ", seed " + SEED);
    }
  }

  private static int size(List<Tensor> roots) {
    return Graph.order(roots).size();
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }

  // ---- what goes

  @Test
  void neutralOperandsGo() {
    Tensor x = input(F32, 2, 3);
    Tensor n = input(I32, 2, 3);
    List<UnaryOperator<Tensor>> neutral =
        List.of(
            v -> v.multiply(1),
            v -> Tensor.full(v.type(), 1).multiply(v),
            v -> v.divide(1),
            v -> v.subtract(0),
            v -> v.negate().negate(),
            v -> v.reshape(Shape.of(6)).reshape(Shape.of(2, 3)),
            v -> v.transpose(1, 0).transpose(1, 0),
            v -> v.slice(1, 0, 3),
            v -> v.pad(0, Dim.ZERO, Dim.ZERO, 1),
            v -> Tensor.concat(0, List.of(v)),
            v -> Tensor.constant(BOOL, 1).select(v, v.negate()));
    for (UnaryOperator<Tensor> function : neutral) {
      assertSame(x, simplified(function.apply(x)));
      assertSame(n, simplified(function.apply(n)));
    }
    assertSame(n, simplified(n.add(0)));
    assertSame(x, simplified(x.add(-0.0)));
    assertSame(x, simplified(x.pow(1)));
    assertSame(x, simplified(x.stopGradient()));
    assertSame(x, simplified(x.cast(F64).cast(F32)));
    assertSame(n, simplified(n.cast(I64).cast(I32)));
  }

  @Test
  void whatChangesBitsStays() {
    Tensor x = input(F32, 2);
    // −0 + 0 is 0; ∞ · 0 and ∞ − ∞ are NaN; f32 does not hold every i32; i32 not every i64.
    Tensor n = input(I32, 2);
    Tensor big = input(I64, 2);
    List<Tensor> stay =
        List.of(
            x.add(0),
            x.multiply(0),
            x.subtract(x),
            Tensor.full(x.type(), 0).subtract(x),
            Tensor.full(x.type(), 1).divide(x),
            x.divide(3),
            n.cast(F32).cast(I32),
            big.cast(I32).cast(I64),
            x.add(1).add(2));
    for (Tensor y : stay) {
      assertEquals(y.op(), simplified(y).op());
      assertNotSame(x, simplified(y));
    }
  }

  @Test
  void scalarConstantsAreFolded() {
    Tensor two = Tensor.constant(F32, 2);
    Tensor y = simplified(two.multiply(3).add(1).negate());
    assertEquals(Op.Constant.of(F32, -7), y.op());
    // 1/3 is rounded to f32, as an accelerator would.
    assertEquals(Op.Constant.of(F32, 1f / 3f), simplified(Tensor.constant(F32, 1).divide(3)).op());
    Tensor size = Tensor.of(new Op.Size(Dim.of(5)));
    assertEquals(Op.Constant.of(I64, 5L), simplified(size).op());
    assertEquals(Op.Constant.of(BOOL, 1), simplified(two.greater(1)).op());
  }

  @Test
  void elementwiseOperationsAreDoneBeforeBroadcasting() {
    Tensor mean = input(F32, 3);
    Shape shape = Shape.of(Dim.open("batch"), 3);
    Tensor y = simplified(mean.broadcastTo(shape).add(1e-3).sqrt());
    assertEquals(new Op.Broadcast(shape, List.of(1)), y.op());
    assertEquals(new Op.Unary(Op.UnaryFunction.SQRT), y.operands().get(0).op());
    assertEquals(Shape.of(3), y.operands().get(0).shape());
  }

  @Test
  void transposesMoveIntoMatmul() {
    Tensor a = Tensor.input("a", new TensorType(F32, Shape.of(3, 4)));
    Tensor b = Tensor.input("b", new TensorType(F32, Shape.of(5, 4)));
    Tensor y = simplified(a.transpose(1, 0).transpose(1, 0).matmul(b.transpose(1, 0)));
    assertEquals(new Op.MatMul(false, true), y.op());
    assertEquals(List.of(a, b), y.operands());
  }

  @Test
  void equalExpressionsBecomeOneNode() {
    Tensor x = input(F32, 4);
    Tensor same = input(F32, 4);
    List<Tensor> roots =
        Simplifier.simplify(List.of(x.exp().add(1), same.exp().add(1)), new IdentityHashMap<>());
    assertSame(roots.get(0), roots.get(1));
    TensorType type = new TensorType(F32, Shape.of(4));
    Tensor zero = Tensor.constant(I64, 0);
    List<Tensor> random =
        Simplifier.simplify(
            List.of(
                Tensor.of(new Op.Random(1, type), zero, zero, zero),
                Tensor.of(new Op.Random(1, type), zero, zero, Tensor.constant(I64, 0)),
                Tensor.of(new Op.Random(2, type), zero, zero, zero)),
            new IdentityHashMap<>());
    assertSame(random.get(0), random.get(1));
    assertNotSame(random.get(0), random.get(2));
  }

  @Test
  void replacedNodesKeepTheirOrigin() {
    Tensor x = input(F32, 2);
    Tensor y = x.exp().multiply(1);
    Map<Tensor, String> origins = new IdentityHashMap<>();
    Tensor root = y.negate();
    origins.put(root, "act");
    assertEquals("act", origins.get(Simplifier.simplify(List.of(root), origins).get(0)));
  }

  @Test
  void aDeepGraphNeedsNoDeepStack() {
    Tensor x = input(F32, 2);
    Tensor y = x;
    for (int i = 0; i < 20_000; i++) {
      y = y.add(x).multiply(1);
    }
    assertEquals(20_001, size(List.of(simplified(y))));
  }

  // ---- scans

  private static final TensorType PAIR = new TensorType(F64, Shape.of(2));

  /** h' = h + x·w, and a second carry that only counts. */
  private static Tensor accumulation(Tensor h, Tensor xs, Tensor w) {
    Tensor ih = Tensor.input("h", PAIR);
    Tensor in = Tensor.input("n", PAIR);
    Tensor ix = Tensor.input("x", PAIR);
    Tensor iw = Tensor.input("w", PAIR);
    Tensor it = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
    Tensor next = ih.add(ix.multiply(iw));
    Graph body = new Graph(List.of(ih, in, ix, iw, it), List.of(next, in.add(1), next.exp()));
    return Tensor.of(new Op.Scan(body, 2, 1, Dim.of(3), false), h, h, xs, w);
  }

  private static List<Op.Scan> scans(List<Tensor> roots) {
    return Graph.order(roots).stream()
        .filter(node -> node.op() instanceof Op.Scan)
        .map(node -> (Op.Scan) node.op())
        .toList();
  }

  @Test
  void aGradientSharesTheForwardScan() {
    Tensor h = Tensor.input("h0", PAIR);
    Tensor xs = Tensor.input("xs", new TensorType(F64, Shape.of(3, 2)));
    Tensor w = Tensor.input("w0", PAIR);
    Tensor y = accumulation(h, xs, w).part(2).sum();
    List<Tensor> roots = List.of(y, Gradients.of(y, List.of(w)).get(0));
    assertEquals(3, scans(roots).size());
    List<Op.Scan> simple = scans(Simplifier.simplify(roots, new IdentityHashMap<>()));
    assertEquals(2, simple.size(), "one forward, one backward");
  }

  @Test
  void unusedResultsAndOperandsOfAScanGo() {
    Tensor h = Tensor.input("h0", PAIR);
    Tensor xs = Tensor.input("xs", new TensorType(F64, Shape.of(3, 2)));
    Tensor last = accumulation(h, xs, Tensor.full(PAIR, 1)).part(0);
    Op.Scan scan = scans(List.of(simplified(last))).get(0);
    // The count and the stacked exponentials are not used, w is 1: h and x remain, and time.
    assertEquals(1, scan.carries());
    assertEquals(1, scan.sequences());
    assertEquals(3, scan.body().inputs().size());
    assertEquals(1, scan.body().outputs().size());
    assertEquals(new Op.Binary(Op.BinaryFunction.ADD), scan.body().outputs().get(0).op());
    assertEquals(3, scan.body().nodes().size(), "h, x, h + x");
  }

  @Test
  void aTensorMayBeSequenceAndConstantAtOnce() {
    Tensor xs = Tensor.input("xs", new TensorType(F64, Shape.of(2, 2)));
    Tensor row = Tensor.input("row", PAIR);
    Tensor again = Tensor.input("again", PAIR);
    Tensor all = Tensor.input("all", xs.type());
    Tensor t = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
    Graph body =
        new Graph(List.of(row, again, all, t), List.of(row.add(again).multiply(all.sum(0))));
    Tensor y = Tensor.of(new Op.Scan(body, 0, 2, Dim.of(2), false), xs, xs, xs).part(0);
    Tensor simple = simplified(y);
    assertEquals(1, scans(List.of(simple)).get(0).sequences());
    Map<String, NdArray> values = Map.of("xs", new NdArray(new double[] {1, 2, 3, 4}, 2, 2));
    // Twice each row, times the sums of the columns, 4 and 6.
    assertArrayEquals(new double[] {8, 24, 24, 48}, Oracle.run(simple, values));
  }
}
