package graft.core.grad;

import static graft.api.DType.BOOL;
import static graft.api.DType.F32;
import static graft.api.DType.F64;
import static graft.api.DType.I32;
import static graft.api.DType.I64;

import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import graft.core.reference.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions of f64 tensors that together use every operation. */
public final class GradientCases {
  /** A function of tensors of the given shapes, whose elements are drawn from 0.2 to 1.8. */
  public record Case(String name, List<Shape> shapes, Function<List<Tensor>, Tensor> function) {
    /** Its inputs x0, x1 … */
    public List<Tensor> inputs() {
      List<Tensor> inputs = new ArrayList<>();
      for (Shape shape : shapes) {
        inputs.add(Tensor.input("x" + inputs.size(), new TensorType(F64, shape)));
      }
      return inputs;
    }

    /** The sizes of input i; open ones are 3. */
    public int[] sizes(int i) {
      return shapes.get(i).dims().stream().mapToInt(d -> (int) d.evaluate(n -> 3)).toArray();
    }
  }

  static final Dim BATCH = Dim.open("batch");

  private final List<Case> cases = new ArrayList<>();

  private void one(String name, Shape shape, UnaryOperator<Tensor> function) {
    cases.add(new Case(name, List.of(shape), x -> function.apply(x.get(0))));
  }

  private void many(String name, Function<List<Tensor>, Tensor> function, Shape... shapes) {
    cases.add(new Case(name, List.of(shapes), function));
  }

  public static List<Case> all() {
    GradientCases table = new GradientCases();
    table.elementwise();
    table.reductions();
    table.shapes();
    table.indexing();
    table.products();
    table.windows();
    table.control();
    table.scans();
    table.compositions();
    return table.cases;
  }

  private void elementwise() {
    Shape shape = Shape.of(3, 2);
    for (Op.UnaryFunction function : Op.UnaryFunction.values()) {
      one(
          function.name(),
          shape,
          x ->
              switch (function) {
                case NOT -> not(x.greater(1)).select(x.square(), x.exp());
                case IS_FINITE -> x.isFinite().select(x.square(), x.exp());
                case IS_NAN -> x.isNan().select(x.square(), x.exp());
                case ABS, SIGN, TANH, ERF, SIGMOID, SIN, COS, ROUND ->
                    Tensor.of(new Op.Unary(function), x.subtract(1)).multiply(x);
                default -> Tensor.of(new Op.Unary(function), x).multiply(x);
              });
    }
    for (Op.BinaryFunction function : Op.BinaryFunction.values()) {
      many(
          function.name(),
          x ->
              switch (function) {
                case AND, OR, XOR ->
                    Tensor.of(new Op.Binary(function), x.get(0).greater(1), x.get(1).greater(0.7))
                        .select(x.get(0).multiply(x.get(1)), x.get(1).exp());
                default -> Tensor.of(new Op.Binary(function), x).multiply(x.get(0).sin());
              },
          shape,
          shape);
    }
    for (Op.Comparison comparison : Op.Comparison.values()) {
      many(
          comparison.name(),
          x ->
              Tensor.of(new Op.Compare(comparison), x)
                  .select(x.get(0).multiply(x.get(1)), x.get(0).divide(x.get(1))),
          shape,
          shape);
    }
    one("cast", shape, x -> x.cast(F32).square().cast(F64));
    one("size", Shape.of(BATCH, 2), x -> x.square().multiply(x.size(0)));
  }

  private static Tensor not(Tensor x) {
    return x.not();
  }

  private void reductions() {
    for (Op.Reduction reduction : Op.Reduction.values()) {
      List<Integer> axes = List.of(0, 2);
      one(
          "reduce " + reduction,
          Shape.of(2, 3, 2),
          x -> Tensor.of(new Op.Reduce(reduction, axes), x.square()));
    }
    one("argmax", Shape.of(3, 4), x -> x.multiply(x.argMax(1).cast(F64).expandDims(1)));
    one("argsort", Shape.of(3, 4), x -> x.square().sort(1, true));
    for (boolean exclusive : new boolean[] {false, true}) {
      for (boolean reverse : new boolean[] {false, true}) {
        one(
            "cumsum " + exclusive + reverse,
            Shape.of(2, 4),
            x -> Tensor.of(new Op.CumSum(1, exclusive, reverse), x.square()));
      }
    }
  }

  private void shapes() {
    Op spread = new Op.Broadcast(Shape.of(2, 4, 3), List.of(0, 2));
    one("broadcast", Shape.of(2, 3), x -> Tensor.of(spread, x.exp()));
    one("reshape", Shape.of(2, 3), x -> x.exp().reshape(Shape.of(3, 2)));
    one("transpose", Shape.of(2, 3, 4), x -> x.exp().transpose(2, 0, 1));
    Op strided = new Op.Slice(List.of(Dim.ONE, Dim.ZERO), dims(3, 2), List.of(2, 1));
    one("slice", Shape.of(7, 2), x -> Tensor.of(strided, x.exp()));
    Op padded = new Op.Pad(dims(1, 0), dims(2, 1), List.of(2, 0), 0.5);
    one("pad", Shape.of(3, 2), x -> Tensor.of(padded, x.exp()));
    many(
        "concat",
        x -> Tensor.concat(1, List.of(x.get(0).exp(), x.get(1), x.get(0))),
        Shape.of(2, 3),
        Shape.of(2, 1));
    one("reverse", Shape.of(3, 2), x -> Tensor.of(new Op.Reverse(List.of(0, 1)), x.exp()));
    one(
        "iota and constant",
        Shape.of(3, 2),
        x -> x.exp().multiply(Tensor.iota(F64, x.shape(), 1).add(2)));
  }

  private static List<Dim> dims(int... sizes) {
    return Shape.of(sizes).dims();
  }

  private void indexing() {
    Tensor twice = Oracle.vector(I32, 2, 0, 2, 1);
    one("gather", Shape.of(2, 3, 2), x -> x.exp().gather(twice, 1));
    many(
        "scatteradd",
        x -> Tensor.of(new Op.ScatterAdd(1), x.get(0).exp(), twice, x.get(1).exp()),
        Shape.of(2, 3),
        Shape.of(2, 4));
    // The start 9 is moved to 2, so that the block lies inside.
    Tensor starts = Oracle.vector(I64, 1, 9);
    one(
        "dynamicslice",
        Shape.of(4, 4),
        x -> Tensor.of(new Op.DynamicSlice(dims(2, 2)), x.exp(), starts));
    many(
        "dynamicupdate",
        x -> Tensor.of(new Op.DynamicUpdate(), x.get(0).exp(), x.get(1).exp(), starts),
        Shape.of(4, 4),
        Shape.of(2, 2));
  }

  private void products() {
    for (boolean ta : new boolean[] {false, true}) {
      for (boolean tb : new boolean[] {false, true}) {
        many(
            "matmul " + ta + tb,
            x -> Tensor.of(new Op.MatMul(ta, tb), x),
            ta ? Shape.of(2, 4, 3) : Shape.of(2, 3, 4),
            tb ? Shape.of(2, 2, 4) : Shape.of(2, 4, 2));
      }
    }
  }

  private static Window window() {
    return new Window(List.of(3, 2), List.of(2, 1), List.of(1, 0), List.of(2, 1), List.of(1, 2));
  }

  private void windows() {
    Shape x = Shape.of(2, 5, 4, 4);
    Shape kernel = Shape.of(3, 2, 2, 6);
    Shape y = window().output(x).with(-1, 6);
    Shape pooled = window().output(x);
    many("conv", v -> Tensor.of(new Op.Conv(window(), 2), v), x, kernel);
    Op input = new Op.ConvInput(window(), 2, dims(5, 4));
    many("convinput", v -> Tensor.of(input, v), y, kernel);
    many("convkernel", v -> Tensor.of(new Op.ConvKernel(window(), 2), v), x, y);
    Window line = new Window(List.of(3), List.of(1), List.of(1), List.of(1), List.of(1));
    Op plain = new Op.Conv(line, 1);
    many("conv 1d", v -> Tensor.of(plain, v), Shape.of(BATCH, 4, 2), Shape.of(3, 2, 3));
    for (Op.Pooling pooling : Op.Pooling.values()) {
      one("pool " + pooling, x, v -> Tensor.of(new Op.Pool(pooling, window()), v.square()));
      Op gradient = new Op.PoolGradient(pooling, window(), dims(5, 4));
      switch (pooling) {
        case SUM -> one("poolgradient SUM", pooled, v -> Tensor.of(gradient, v.square()));
        case MAX ->
            many("poolgradient MAX", v -> Tensor.of(gradient, v.get(0), v.get(1)), x, pooled);
      }
    }
    many("poolpick", v -> Tensor.of(new Op.PoolPick(window()), v.get(0), v.get(1).exp()), x, x);
  }

  static Tensor random(Tensor step, Shape shape) {
    Op random = new Op.Random(42, new TensorType(F64, shape));
    return Tensor.of(random, step, step, Tensor.iota(I64, shape.part(0, 1), 0));
  }

  private void control() {
    Shape shape = Shape.of(3, 2);
    one("random", shape, x -> x.exp().multiply(random(Tensor.constant(I64, 7), shape)));
    one("stopgradient", shape, x -> x.exp().multiply(Tensor.full(x.type(), 3).stopGradient()));
    TensorType type = new TensorType(F64, shape);
    Tensor x = Tensor.input("cx", type);
    Tensor y = Tensor.input("cy", type);
    Tensor dy = Tensor.input("cdy", type);
    // y = eˣ, whose gradient is y·dy.
    Op custom = new Op.CustomGradient(new Graph(List.of(x, y, dy), List.of(y.multiply(dy))));
    one("customgradient", shape, v -> Tensor.of(custom, v.exp(), v));
  }

  private static final int TIME = 3;
  private static final Dim STEPS = Dim.open("steps");

  /** h' = tanh(h·w + x) · (noise + t); stacks h'·x; counts in an integer carry beside. */
  private static Op.Scan recurrence(Dim length, boolean reverse) {
    Tensor h = Tensor.input("h", new TensorType(F64, Shape.of(2, 2)));
    Tensor n = Tensor.input("n", new TensorType(I64, Shape.SCALAR));
    Tensor x = Tensor.input("x", new TensorType(F64, Shape.of(2, 2)));
    Tensor w = Tensor.input("w", new TensorType(F64, Shape.of(2, 2)));
    Tensor t = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
    Tensor scale = random(n, Shape.of(2, 2)).add(t.cast(F64));
    Tensor next = h.matmul(w).add(x).tanh().multiply(scale);
    Graph body =
        new Graph(
            List.of(h, n, x, w, t),
            List.of(next, n.add(Tensor.constant(I64, 2)), next.multiply(x), h));
    return new Op.Scan(body, 2, 1, length, reverse);
  }

  private void scans() {
    Shape square = Shape.of(2, 2);
    for (boolean reverse : new boolean[] {false, true}) {
      many(
          "scan " + (reverse ? "reverse" : "forward"),
          x -> {
            Op.Scan scan = recurrence(STEPS, reverse);
            Tensor whole = Tensor.of(scan, x.get(0), Tensor.constant(I64, 5), x.get(1), x.get(2));
            return whole.part(0).add(whole.part(2).sum(0)).add(whole.part(3).square().sum(0));
          },
          square,
          square.prepend(STEPS),
          square);
    }
    many(
        "scan last carry only",
        x -> {
          Op.Scan scan = recurrence(Dim.of(TIME), false);
          return Tensor.of(scan, x.get(0), Tensor.constant(I64, 5), x.get(1), x.get(2)).part(0);
        },
        square,
        square.prepend(Dim.of(TIME)),
        square);
    many(
        "scan of gates with a bias and a factor",
        x -> {
          Tensor h = Tensor.input("h", new TensorType(F64, square));
          Tensor s = Tensor.input("s", new TensorType(F64, square));
          Tensor w = Tensor.input("w", new TensorType(F64, Shape.of(2, 4)));
          Tensor b = Tensor.input("b", new TensorType(F64, Shape.of(4)));
          Tensor f = Tensor.input("f", new TensorType(F64, square));
          Tensor t = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
          Tensor z = h.matmul(w).add(s.matmul(w)).add(b);
          Tensor next = z.slice(1, 0, 2).tanh().multiply(z.slice(1, 2, 2).sigmoid()).multiply(f);
          Graph body = new Graph(List.of(h, s, w, b, f, t), List.of(next, next.square()));
          Tensor whole = Tensor.of(new Op.Scan(body, 1, 1, Dim.of(TIME), false), x);
          return whole.part(0).add(whole.part(1).sum(0));
        },
        square,
        square.prepend(Dim.of(TIME)),
        Shape.of(2, 4),
        Shape.of(4),
        square);
    many(
        "scan in a scan",
        x -> {
          Tensor h = Tensor.input("outer h", new TensorType(F64, square));
          Tensor s = Tensor.input("outer s", new TensorType(F64, Shape.of(TIME, 2, 2)));
          Tensor t = Tensor.input("outer t", new TensorType(I64, Shape.SCALAR));
          Tensor inner = Tensor.of(recurrence(Dim.of(TIME), false), h, t, s, h);
          Graph body = new Graph(List.of(h, s, t), List.of(inner.part(0), inner.part(2)));
          Tensor whole = Tensor.of(new Op.Scan(body, 1, 1, Dim.of(2), true), x);
          return whole.part(0).add(whole.part(1).sum(0, 1));
        },
        square,
        Shape.of(2, TIME, 2, 2));
  }

  private void compositions() {
    one(
        "log softmax",
        Shape.of(3, 4),
        x -> {
          Tensor shifted = x.subtract(x.max(1).expandDims(1).stopGradient());
          return shifted.subtract(shifted.exp().sum(1).log().expandDims(1));
        });
    one(
        "batch normalization",
        Shape.of(BATCH, 3),
        x -> x.subtract(x.mean(0).like(x, 0)).multiply(x.variance(0).add(1e-3).rsqrt().like(x, 0)));
    one("bool max", Shape.of(3, 2), x -> x.greater(1).max(1).expandDims(1).cast(F64).multiply(x));
    one("cast of bool", Shape.of(3), x -> x.cast(BOOL).cast(F64).multiply(x));
  }
}
