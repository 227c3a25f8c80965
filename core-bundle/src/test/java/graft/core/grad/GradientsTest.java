package graft.core.grad;

import static graft.api.DType.F64;
import static graft.api.DType.I64;
import static graft.core.reference.Oracle.array;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import graft.core.grad.GradientCases.Case;
import graft.core.graph.Verifier;
import graft.core.reference.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GradientsTest {
  private static final long SEED = 1;
  private static final double STEP = 1e-5;

  /** Truncation STEP² times the third derivative; rounding 1e-16 / STEP. */
  private static final double TOLERANCE = 2e-8;

  @TestFactory
  Stream<DynamicTest> gradientIsTheCentralDifferenceInARandomDirection() {
    return GradientCases.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, false)));
  }

  @TestFactory
  Stream<DynamicTest> gradientOfTheGradientIsToo() {
    return GradientCases.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, true)));
  }

  @Test
  void everyOperationAndFunctionHasACase() {
    Set<Class<?>> ops = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Case c : GradientCases.all()) {
      collect(List.of(c.function().apply(c.inputs())), ops, names);
    }
    Set<Class<?>> all = new HashSet<>(Arrays.asList(Op.class.getPermittedSubclasses()));
    all.removeAll(ops);
    assertEquals(Set.of(), all, "operations without a case");
    for (Op.UnaryFunction function : Op.UnaryFunction.values()) {
      assertTrue(names.contains(new Op.Unary(function).name()), function + " has no case");
    }
    for (Op.BinaryFunction function : Op.BinaryFunction.values()) {
      assertTrue(names.contains(new Op.Binary(function).name()), function + " has no case");
    }
  }

  private static void collect(List<Tensor> roots, Set<Class<?>> ops, Set<String> names) {
    for (Tensor node : Graph.order(roots)) {
      ops.add(node.op().getClass());
      names.add(node.op().name());
      if (node.op() instanceof Op.Scan scan) {
        collect(scan.body().outputs(), ops, names);
      }
    }
  }

  /** Σ of all elements, each with a weight of its own, so that no error cancels another. */
  private static Tensor weighted(Tensor y) {
    Tensor weights = Tensor.full(new TensorType(F64, y.shape()), 0.7);
    for (int axis = 0; axis < y.rank(); axis++) {
      weights = weights.multiply(Tensor.iota(F64, y.shape(), axis).add(axis + 1).sin().add(1.5));
    }
    return y.multiply(weights).sum();
  }

  private static void check(Case c, boolean second) {
    List<Tensor> inputs = c.inputs();
    Tensor value = weighted(c.function().apply(inputs));
    if (second) {
      Tensor sum = Tensor.constant(F64, 0);
      for (Tensor gradient : Gradients.of(value, inputs)) {
        sum = sum.add(weighted(gradient));
      }
      value = sum;
    }
    List<Tensor> gradients = Gradients.of(value, inputs);
    Verifier.verify(gradients);
    Random random = new Random(SEED);
    Map<String, NdArray> at = new LinkedHashMap<>();
    Map<String, NdArray> before = new LinkedHashMap<>();
    Map<String, NdArray> after = new LinkedHashMap<>();
    double expected = 0;
    List<double[]> directions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int[] shape = c.sizes(i);
      int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      double[] x = random.doubles(count, 0.2, 1.8).toArray();
      double[] v = random.doubles(count, -1, 1).toArray();
      at.put("x" + i, array(x, shape));
      before.put("x" + i, array(moved(x, v, -STEP), shape));
      after.put("x" + i, array(moved(x, v, STEP), shape));
      directions.add(v);
    }
    List<double[]> results = Oracle.run(false, gradients, at);
    for (int i = 0; i < results.size(); i++) {
      for (int j = 0; j < results.get(i).length; j++) {
        expected += results.get(i)[j] * directions.get(i)[j];
      }
    }
    double high = Oracle.run(false, List.of(value), after).get(0)[0];
    double low = Oracle.run(false, List.of(value), before).get(0)[0];
    double difference = (high - low) / (2 * STEP);
    double scale = 1 + Math.abs(expected) + Math.abs(high);
    assertEquals(difference, expected, TOLERANCE * scale, c.name() + ", seed " + SEED);
  }

  private static double[] moved(double[] x, double[] v, double step) {
    double[] moved = new double[x.length];
    Arrays.setAll(moved, i -> x[i] + step * v[i]);
    return moved;
  }

  // ---- edges

  private static double[] gradient(
      java.util.function.UnaryOperator<Tensor> function, double... at) {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(at.length)));
    Tensor gradient = Gradients.of(function.apply(x), List.of(x)).get(0);
    return Oracle.run(false, List.of(gradient), Map.of("x", array(at, at.length))).get(0);
  }

  @Test
  void reluAndAbsHaveNoSlopeAtZero() {
    assertArrayEquals(new double[] {0, 0, 1}, gradient(x -> x.maximum(0), -1, 0, 2));
    assertArrayEquals(new double[] {-1, 0, 1}, gradient(Tensor::abs, -1, 0, 2));
  }

  @Test
  void ofEqualOperandsMaximumAndMinimumHandTheGradientToTheSecond() {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(1)));
    Tensor y = Tensor.input("y", new TensorType(F64, Shape.of(1)));
    for (Tensor z : List.of(x.maximum(y), x.minimum(y))) {
      List<Tensor> gradients = Gradients.of(z, List.of(x, y));
      NdArray same = array(new double[] {3}, 1);
      List<double[]> values = Oracle.run(false, gradients, Map.of("x", same, "y", same));
      assertArrayEquals(new double[] {0}, values.get(0));
      assertArrayEquals(new double[] {1}, values.get(1));
    }
  }

  @Test
  void gradientOfMaxAndMinIsSharedAmongTies() {
    assertArrayEquals(new double[] {0.5, 0, 0.5}, gradient(x -> x.max(0), 2, 1, 2));
    assertArrayEquals(new double[] {0.5, 0, 0.5}, gradient(x -> x.min(0), 1, 2, 1));
  }

  @Test
  void gradientOfPoolingGoesToTheFirstOfTies() {
    // Windows of two, stride 2: of (1, 2) the greatest is the second, of (2, 2) the first.
    Op pool =
        new Op.Pool(
            Op.Pooling.MAX, new Window(List.of(2), List.of(2), List.of(0), List.of(0), List.of(1)));
    assertArrayEquals(
        new double[] {0, 1, 1, 0},
        gradient(x -> Tensor.of(pool, x.reshape(Shape.of(1, 4, 1))).sum(), 1, 2, 2, 2));
  }

  @Test
  void gradientOfAProductIsRightWithZeros() {
    // d/dxᵢ of the product is the product of the others.
    assertArrayEquals(new double[] {15, 0, 0}, gradient(x -> x.product(0), 0, 3, 5));
    assertArrayEquals(new double[] {0, 0, 0}, gradient(x -> x.product(0), 0, 0, 5));
    // Σᵢ d/dxᵢ = bc + ac + ab, of which the gradient is (b + c, a + c, a + b).
    assertArrayEquals(
        new double[] {5, 5, 0},
        gradient(x -> Gradients.of(x.product(0), List.of(x)).get(0).sum(), 0, 0, 5));
  }

  @Test
  void gradientOfAPowerIsFiniteAtZero() {
    assertArrayEquals(new double[] {0, 6}, gradient(x -> x.pow(2), 0, 3));
    assertArrayEquals(new double[] {0, 0}, gradient(x -> x.pow(0), 0, 3));
    assertArrayEquals(
        new double[] {0, 4 * Math.log(2)},
        gradient(x -> Oracle.vector(F64, 0, 2).pow(x), 2, 2),
        1e-15);
  }

  @Test
  void selectLeaksNoNanOfTheOtherBranch() {
    // log x is −∞ at 0 and its slope infinite.
    assertArrayEquals(
        new double[] {0, 0.5},
        gradient(x -> x.greater(0).select(x.log(), Tensor.full(x.type(), 0)), 0, 2));
    // (x·w)² with the slope 2xw², which is infinite where it is not selected.
    Tensor w = Oracle.vector(F64, Double.POSITIVE_INFINITY, 2);
    assertArrayEquals(
        new double[] {0, 24},
        gradient(x -> x.greater(2).select(x.multiply(w).square(), Tensor.full(x.type(), 0)), 1, 3));
    Tensor nan = Tensor.constant(F64, Double.NaN);
    assertArrayEquals(new double[] {2}, gradient(x -> x.greater(0).select(x.multiply(2), nan), 1));
  }

  @Test
  void nothingFlowsThroughStopGradientIntegersAndBooleans() {
    assertArrayEquals(new double[] {3}, gradient(x -> x.multiply(x.stopGradient()), 3));
    assertArrayEquals(new double[] {0}, gradient(x -> x.cast(I64).cast(F64), 3));
    assertArrayEquals(new double[] {0}, gradient(x -> x.greater(1).cast(F64), 3));
  }

  @Test
  void aCustomGradientReplacesTheRealOne() {
    TensorType type = new TensorType(F64, Shape.of(1));
    Tensor cx = Tensor.input("cx", type);
    Tensor cy = Tensor.input("cy", type);
    Tensor dy = Tensor.input("dy", type);
    Graph ten = new Graph(List.of(cx, cy, dy), List.of(dy.multiply(10)));
    assertArrayEquals(
        new double[] {10}, gradient(x -> Tensor.of(new Op.CustomGradient(ten), x.round(), x), 3));
  }

  @Test
  void whatTheOutputDoesNotDependOnHasZeros() {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(2)));
    Tensor other = Tensor.input("o", new TensorType(DType.I32, Shape.of(Dim.open("n"), 3)));
    List<Tensor> gradients = Gradients.of(x.sum(), List.of(other, x));
    assertEquals(other.type(), gradients.get(0).type());
    assertEquals(Tensor.full(other.type(), 0).op(), gradients.get(0).op());
  }

  @Test
  void theGradientOfAnInnerNodeIsThatOfAllItsUses() {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(1)));
    Tensor y = x.multiply(2);
    Tensor z = y.multiply(y).add(y);
    List<double[]> values =
        Oracle.run(
            false, Gradients.of(z, List.of(y, x)), Map.of("x", array(new double[] {1.5}, 1)));
    // y = 3: dz/dy = 2y + 1, dz/dx twice that.
    assertArrayEquals(new double[] {7}, values.get(0));
    assertArrayEquals(new double[] {14}, values.get(1));
  }

  @Test
  void gradientNodesHaveTheOriginOfTheirForwardNode() {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(2)));
    Tensor hidden = x.exp();
    Tensor y = hidden.sin();
    Map<Tensor, String> origins = new IdentityHashMap<>();
    origins.put(hidden, "dense_1");
    origins.put(y, "dense_2");
    Tensor gradient = Gradients.of(y, List.of(x), origins).get(0);
    assertEquals("dense_1", origins.get(gradient));
    assertEquals("dense_2", origins.get(gradient.operands().get(0)));
  }

  @Test
  void anIntegerOutputIsRefused() {
    Tensor x = Tensor.input("x", new TensorType(I64, Shape.of(2)));
    ShapeException e = assertThrows(ShapeException.class, () -> Gradients.of(x, List.of(x)));
    assertEquals(
        "only a floating type has a gradient, got input i64(2); hint: cast it", e.getMessage());
  }

  @Test
  void aDeepGraphNeedsNoDeepStack() {
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.SCALAR));
    Tensor y = x;
    for (int i = 0; i < 20_000; i++) {
      y = y.add(x);
    }
    Tensor gradient = Gradients.of(y, List.of(x)).get(0);
    double[] value =
        Oracle.run(false, List.of(gradient), Map.of("x", array(new double[] {1}))).get(0);
    assertArrayEquals(new double[] {20_001}, value);
  }
}
