package graft.tck;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes random graphs of 5 to 40 operations in which every operation and function occurs.
 *
 * <p>Idea: a pool of tensors grows by one random operation after another, over tensors of the pool
 * or fresh inputs. Operations with jumps (floor, comparisons, sorting …) take only operands whose
 * bits IEEE 754 fixes ({@link Rounding#EXACT} all the way down), so that a correct accelerator
 * cannot fall on the other side of a jump. A third of the graphs gets NaN, infinities, denormals
 * and large numbers as inputs; in the others operands are kept in the functions' domains.
 */
public final class RandomGraphs {
  private static final int LEAST = 5;
  private static final int MOST = 40;
  private static final Dim OPEN = Dim.open("n");

  private final Map<String, Supplier<Tensor>> makers = new LinkedHashMap<>();
  private final List<Tensor> pool = new ArrayList<>();
  private final Map<Tensor, Boolean> exact = new IdentityHashMap<>();
  private final Map<Tensor, Long> elements = new IdentityHashMap<>();
  private final Map<String, NdArray> inputs = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();
  private final Random random;
  private final Values values;
  private final Map<String, Integer> sizes;
  private final boolean wild;
  private final int scale;
  private int operations;

  private RandomGraphs(long seed, int scale) {
    random = new Random(seed);
    values = new Values(seed);
    this.scale = scale;
    sizes = Map.of("n", scale > 1 ? 64 + random.nextInt(64) : 1 + random.nextInt(4));
    wild = random.nextInt(3) == 0;
    elementwise();
    reductions();
    shapes();
    indexing();
    contractions();
    others();
  }

  /** The names of everything that occurs in random graphs. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(new RandomGraphs(0, 1).makers.keySet());
  }

  /** The graph of a seed. */
  public static RandomGraph of(long seed) {
    RandomGraphs graphs = new RandomGraphs(seed, 1);
    List<String> names = new ArrayList<>(graphs.makers.keySet());
    int count = LEAST + graphs.random.nextInt(MOST - LEAST + 1);
    while (graphs.operations < count) {
      graphs.grow(names.get(graphs.random.nextInt(names.size())));
    }
    return graphs.graph(seed);
  }

  /** A graph of one operation, and what its operands need. */
  public static RandomGraph of(String name, long seed) {
    RandomGraphs graphs = new RandomGraphs(seed, 1);
    graphs.grow(name);
    return graphs.graph(seed);
  }

  /** A graph over tensors of some thousand elements, so that threads share the work. */
  public static RandomGraph large(String name, long seed) {
    RandomGraphs graphs = new RandomGraphs(seed, 16);
    graphs.grow(name);
    return graphs.graph(seed);
  }

  private void grow(String name) {
    add(Objects.requireNonNull(makers.get(name), name).get());
    used.add(name);
  }

  /** All tensors that no other uses are outputs. */
  private RandomGraph graph(long seed) {
    Set<Tensor> operands = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Tensor> nodes = Graph.order(pool);
    nodes.forEach(node -> operands.addAll(node.operands()));
    List<Tensor> outputs =
        nodes.stream()
            .filter(node -> !operands.contains(node) && !(node.op() instanceof Op.Input))
            .toList();
    return new RandomGraph(seed, Rewrite.graphOf(outputs), inputs, sizes, used);
  }

  private Tensor add(Tensor tensor) {
    know(tensor);
    pool.add(tensor);
    return tensor;
  }

  /** Notes of new nodes whether they are exact; a maker makes a few at once. */
  private void know(Tensor node) {
    if (exact.containsKey(node)) {
      return;
    }
    node.operands().forEach(this::know);
    operations += node.op() instanceof Op.Input ? 0 : 1;
    exact.put(
        node,
        Rounding.of(node) == Rounding.EXACT && node.operands().stream().allMatch(this::isExact));
  }

  // ---- operands

  private DType floating() {
    return random.nextInt(5) == 0 ? DType.F64 : DType.F32;
  }

  private DType number() {
    int i = random.nextInt(8);
    return i == 0 ? DType.I32 : i == 1 ? DType.I64 : floating();
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  private Dim dim() {
    return random.nextInt(4) == 0 ? OPEN : Dim.of(between(1, 4 * scale));
  }

  private Shape shape(int least, int most) {
    Shape shape = Shape.SCALAR;
    for (int i = between(least, scale > 1 ? Math.min(most, Math.max(least, 2)) : most);
        i > 0;
        i--) {
      shape = shape.prepend(dim());
    }
    return shape;
  }

  private Tensor input(TensorType type) {
    NdArray value = wild ? values.wild(type, sizes) : values.normal(type, sizes);
    return input(type, value);
  }

  private Tensor input(TensorType type, NdArray value) {
    String name = "x" + inputs.size();
    inputs.put(name, value);
    return add(Tensor.input(name, type));
  }

  /** Whole numbers in [low, high) as an input. */
  private Tensor integers(Shape shape, int low, int high) {
    TensorType type = new TensorType(random.nextBoolean() ? DType.I32 : DType.I64, shape);
    return input(type, values.uniform(type, sizes, low, high));
  }

  private long elements(Tensor x) {
    return elements.computeIfAbsent(x, key -> x.shape().elements().evaluate(sizes::get));
  }

  /** A tensor of the pool that fits, or a new input of the given type. */
  private Tensor find(Predicate<Tensor> fits, Supplier<TensorType> otherwise) {
    long most = scale > 1 ? 1 << 18 : 600;
    List<Tensor> found = pool.stream().filter(x -> elements(x) <= most).filter(fits).toList();
    if (found.isEmpty() || random.nextInt(4) == 0) {
      return input(otherwise.get());
    }
    return found.get(random.nextInt(found.size()));
  }

  private Tensor any(DType dtype, int leastRank, int mostRank) {
    return find(
        x -> x.dtype() == dtype && x.rank() >= leastRank && x.rank() <= mostRank,
        () -> new TensorType(dtype, shape(leastRank, mostRank)));
  }

  private Tensor any(DType dtype) {
    return any(dtype, 0, 4);
  }

  private boolean isExact(Tensor x) {
    return exact.getOrDefault(x, false);
  }

  private Tensor sure(DType dtype, int leastRank, int mostRank) {
    return find(
        x -> x.dtype() == dtype && isExact(x) && x.rank() >= leastRank && x.rank() <= mostRank,
        () -> new TensorType(dtype, shape(leastRank, mostRank)));
  }

  private Tensor like(TensorType type) {
    return find(x -> x.type().equals(type), () -> type);
  }

  private Tensor sureLike(TensorType type) {
    return find(x -> x.type().equals(type) && isExact(x), () -> type);
  }

  /** Kept between −2 and 2, so that no function of it overflows. */
  private Tensor calm(Tensor x) {
    return wild ? x : x.tanh().multiply(2);
  }

  /** Above 0. */
  private Tensor positive(Tensor x) {
    return wild ? x : x.abs().add(0.25);
  }

  private int axis(Tensor x) {
    return random.nextInt(x.rank());
  }

  private List<Integer> axes(Tensor x) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (random.nextBoolean()) {
        axes.add(i);
      }
    }
    return axes.isEmpty() ? List.of(axis(x)) : axes;
  }

  // ---- makers

  private void elementwise() {
    for (Op.UnaryFunction f : Op.UnaryFunction.values()) {
      makers.put(f.name(), () -> Tensor.of(new Op.Unary(f), unaryOperand(f)));
    }
    for (Op.BinaryFunction f : Op.BinaryFunction.values()) {
      makers.put(f.name(), () -> binary(f));
    }
    for (Op.Comparison c : Op.Comparison.values()) {
      makers.put(
          c.name(),
          () -> {
            Tensor x = sure(number(), 0, 4);
            return Tensor.of(new Op.Compare(c), x, sureLike(x.type()));
          });
    }
    makers.put(
        "SELECT",
        () -> {
          Tensor x = any(number());
          Tensor condition = like(new TensorType(DType.BOOL, x.shape()));
          return Tensor.of(new Op.Select(), condition, x, like(x.type()));
        });
    makers.put(
        "CAST",
        () -> {
          DType from = random.nextInt(6) == 0 ? DType.BOOL : number();
          Tensor x = sure(from, 0, 4);
          DType to = DType.NUMERIC.get(random.nextInt(DType.NUMERIC.size()));
          return Tensor.of(new Op.Cast(to), x);
        });
  }

  private Tensor unaryOperand(Op.UnaryFunction f) {
    return switch (f) {
      case NOT -> any(DType.BOOL);
      case NEGATE, ABS -> any(number());
      case SIGN -> sure(number(), 0, 4);
      case FLOOR, CEIL, ROUND, IS_FINITE, IS_NAN -> sure(floating(), 0, 4);
      case EXP, EXPM1, SIN, COS -> calm(any(floating()));
      case LOG, LOG1P, SQRT, RSQRT -> positive(any(floating()));
      case TANH, SIGMOID, ERF -> any(floating());
    };
  }

  private Tensor binary(Op.BinaryFunction f) {
    Op op = new Op.Binary(f);
    switch (f) {
      case AND, OR, XOR -> {
        DType dtype = random.nextInt(3) > 0 ? DType.BOOL : DType.I32;
        Tensor x = any(dtype);
        return Tensor.of(op, x, like(x.type()));
      }
      case DIVIDE -> {
        Tensor x = any(number());
        Tensor y = like(x.type());
        return Tensor.of(op, x, x.dtype().isFloating() ? positive(y) : y);
      }
      case POWER -> {
        Tensor x = any(floating());
        return Tensor.of(op, positive(calm(x)), calm(like(x.type())));
      }
      case REMAINDER -> {
        Tensor x = sure(number(), 0, 4);
        return Tensor.of(op, x, sureLike(x.type()));
      }
      case ADD, SUBTRACT, MULTIPLY, MAXIMUM, MINIMUM -> {
        Tensor x = any(number());
        return Tensor.of(op, x, like(x.type()));
      }
    }
    throw new AssertionError(f);
  }

  private void reductions() {
    for (Op.Reduction r : Op.Reduction.values()) {
      makers.put(
          "REDUCE_" + r,
          () -> {
            Tensor x = any(number(), 1, 4);
            boolean product = r == Op.Reduction.PRODUCT && x.dtype().isFloating();
            return Tensor.of(new Op.Reduce(r, axes(x)), product ? x.clip(-1.5, 1.5) : x);
          });
    }
    makers.put(
        "ARG_MAX",
        () -> {
          Tensor x = sure(number(), 1, 4);
          return Tensor.of(new Op.ArgMax(axis(x)), x);
        });
    makers.put(
        "ARG_SORT",
        () -> {
          Tensor x = sure(number(), 1, 4);
          return Tensor.of(new Op.ArgSort(axis(x), random.nextBoolean()), x);
        });
    makers.put(
        "CUM_SUM",
        () -> {
          Tensor x = any(number(), 1, 4);
          return Tensor.of(new Op.CumSum(axis(x), random.nextBoolean(), random.nextBoolean()), x);
        });
  }

  private void shapes() {
    makers.put("BROADCAST", () -> broadcast(any(number(), 0, 3)));
    makers.put("RESHAPE", () -> reshape(any(number(), 1, 4)));
    makers.put(
        "TRANSPOSE",
        () -> {
          Tensor x = any(number(), 2, 4);
          List<Integer> axes = new ArrayList<>();
          for (int i = 0; i < x.rank(); i++) {
            axes.add(i);
          }
          Collections.shuffle(axes, random);
          return Tensor.of(new Op.Transpose(axes), x);
        });
    makers.put("SLICE", () -> slice(any(number(), 1, 4)));
    makers.put("PAD", () -> pad(any(number(), 1, 3)));
    makers.put(
        "CONCAT",
        () -> {
          Tensor x = any(number(), 1, 4);
          int axis = axis(x);
          List<Tensor> parts = new ArrayList<>(List.of(x, like(x.type())));
          if (random.nextBoolean()) {
            parts.add(like(new TensorType(x.dtype(), x.shape().with(axis, between(1, 3)))));
          }
          return Tensor.of(new Op.Concat(axis), parts);
        });
    makers.put(
        "REVERSE",
        () -> {
          Tensor x = any(number(), 1, 4);
          return Tensor.of(new Op.Reverse(axes(x)), x);
        });
  }

  private Tensor broadcast(Tensor x) {
    Shape shape = x.shape();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      kept.add(i);
    }
    for (int more = between(1, 2); more > 0; more--) {
      int at = random.nextInt(shape.rank() + 1);
      shape = shape.insert(at, dim());
      kept.replaceAll(axis -> axis >= at ? axis + 1 : axis);
    }
    return Tensor.of(new Op.Broadcast(shape, kept), x);
  }

  private Tensor reshape(Tensor x) {
    List<Dim> dims = new ArrayList<>(x.shape().dims());
    if (dims.size() > 1 && random.nextBoolean()) {
      int at = random.nextInt(dims.size() - 1);
      dims.set(at, dims.get(at).times(dims.remove(at + 1)));
    } else {
      dims.add(random.nextInt(dims.size() + 1), Dim.ONE);
    }
    return Tensor.of(new Op.Reshape(new Shape(dims)), x);
  }

  private Tensor slice(Tensor x) {
    List<Dim> starts = new ArrayList<>();
    List<Dim> lengths = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    for (Dim dim : x.shape().dims()) {
      int start = dim.isFixed() ? random.nextInt(dim.size()) : 0;
      int stride = dim.isFixed() ? between(1, 2) : 1;
      starts.add(Dim.of(start));
      strides.add(stride);
      lengths.add(dim.isFixed() ? Dim.of(between(1, (dim.size() - start - 1) / stride + 1)) : dim);
    }
    return Tensor.of(new Op.Slice(starts, lengths, strides), x);
  }

  private Tensor pad(Tensor x) {
    List<Dim> low = new ArrayList<>();
    List<Dim> high = new ArrayList<>();
    List<Integer> interior = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      low.add(Dim.of(between(0, 2)));
      high.add(Dim.of(between(0, 2)));
      interior.add(between(0, 1));
    }
    return Tensor.of(new Op.Pad(low, high, interior, between(0, 1)), x);
  }

  private void indexing() {
    makers.put(
        "GATHER",
        () -> {
          Tensor table = table();
          int axis = fixedAxis(table);
          Tensor indices = integers(shape(0, 2), 0, table.shape().size(axis));
          return Tensor.of(new Op.Gather(axis), table, indices);
        });
    makers.put(
        "SCATTER_ADD",
        () -> {
          Tensor x = table();
          int axis = fixedAxis(x);
          Tensor indices = integers(shape(0, 2), 0, x.shape().size(axis));
          TensorType rows = Tensor.of(new Op.Gather(axis), x, indices).type();
          return Tensor.of(new Op.ScatterAdd(axis), x, indices, like(rows));
        });
    makers.put(
        "DYNAMIC_SLICE",
        () -> {
          Tensor x = any(number(), 1, 3);
          return Tensor.of(new Op.DynamicSlice(block(x).dims()), x, starts(x));
        });
    makers.put(
        "DYNAMIC_UPDATE",
        () -> {
          Tensor x = any(number(), 1, 3);
          Tensor update = like(new TensorType(x.dtype(), block(x)));
          return Tensor.of(new Op.DynamicUpdate(), x, update, starts(x));
        });
  }

  private Tensor table() {
    DType dtype = number();
    return find(
        x ->
            x.dtype() == dtype
                && x.rank() >= 1
                && x.rank() <= 3
                && x.shape().dims().stream().anyMatch(Dim::isFixed),
        () -> new TensorType(dtype, shape(0, 2).append(between(2, 5 * scale))));
  }

  private int fixedAxis(Tensor x) {
    List<Integer> fixed = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (x.shape().dim(i).isFixed()) {
        fixed.add(i);
      }
    }
    return fixed.get(random.nextInt(fixed.size()));
  }

  private Shape block(Tensor x) {
    List<Dim> dims = new ArrayList<>();
    x.shape().dims().forEach(d -> dims.add(d.isFixed() ? Dim.of(between(1, d.size())) : d));
    return new Shape(dims);
  }

  /** Starts that reach outside at times, where they are moved inside. */
  private Tensor starts(Tensor x) {
    return integers(Shape.of(x.rank()), -1, 4);
  }

  private void contractions() {
    makers.put("MAT_MUL", this::matMul);
    makers.put(
        "CONV",
        () -> {
          Convolution c = convolution();
          return Tensor.of(
              new Op.Conv(c.window, c.groups), like(c.type(c.x)), like(c.type(c.kernel)));
        });
    makers.put(
        "CONV_INPUT",
        () -> {
          Convolution c = convolution();
          Op op = new Op.ConvInput(c.window, c.groups, c.spatial());
          return Tensor.of(op, like(c.type(c.output())), like(c.type(c.kernel)));
        });
    makers.put(
        "CONV_KERNEL",
        () -> {
          Convolution c = convolution();
          Op op = new Op.ConvKernel(c.window, c.groups);
          return Tensor.of(op, like(c.type(c.x)), like(c.type(c.output())));
        });
    for (Op.Pooling p : Op.Pooling.values()) {
      makers.put(
          "POOL_" + p,
          () -> {
            Convolution c = pooling();
            return Tensor.of(new Op.Pool(p, c.window), like(c.type(c.x)));
          });
      makers.put(
          "POOL_GRADIENT_" + p,
          () -> {
            Convolution c = pooling();
            Tensor g = like(c.type(c.window.output(c.x)));
            Op op = new Op.PoolGradient(p, c.window, c.spatial());
            return p == Op.Pooling.SUM ? Tensor.of(op, g) : Tensor.of(op, sureLike(c.type(c.x)), g);
          });
    }
    makers.put(
        "POOL_PICK",
        () -> {
          Convolution c = pooling();
          return Tensor.of(new Op.PoolPick(c.window), sureLike(c.type(c.x)), like(c.type(c.x)));
        });
  }

  private Tensor matMul() {
    boolean swapA = random.nextBoolean();
    boolean swapB = random.nextBoolean();
    Tensor a = any(number(), 2, 4);
    Shape s = a.shape();
    Dim k = s.dim(swapA ? -2 : -1);
    Dim n = dim();
    Shape batch = s.part(0, s.rank() - 2);
    Shape b = swapB ? batch.append(n).append(k) : batch.append(k).append(n);
    return Tensor.of(new Op.MatMul(swapA, swapB), a, like(new TensorType(a.dtype(), b)));
  }

  /** The shapes of a convolution or pooling. */
  private record Convolution(DType dtype, Window window, int groups, Shape x, Shape kernel) {
    TensorType type(Shape shape) {
      return new TensorType(dtype, shape);
    }

    Shape output() {
      return window.output(x).with(-1, kernel.dim(-1));
    }

    List<Dim> spatial() {
      return x.part(1, x.rank() - 1).dims();
    }
  }

  private Convolution convolution() {
    return convolution(between(1, 2), between(1, 2));
  }

  /** Without dilation, so that no window lies wholly in the padding. */
  private Convolution pooling() {
    return convolution(1, 1);
  }

  private Convolution convolution(int maxDilation, int groups) {
    int rank = between(1, scale > 1 ? 2 : 3);
    List<Integer> size = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    List<Integer> dilation = new ArrayList<>();
    int in = groups * between(1, 2 * scale);
    Shape x = new Shape(List.of(dim()));
    Shape kernel = Shape.SCALAR;
    for (int i = 0; i < rank; i++) {
      size.add(between(1, rank == 3 ? 2 : 3));
      strides.add(between(1, 2));
      dilation.add(maxDilation);
      low.add(random.nextInt(size.get(i)));
      high.add(random.nextInt(size.get(i)));
      x =
          x.append(
              between((size.get(i) - 1) * maxDilation + 1, rank == 3 ? 4 : 6 * Math.min(scale, 3)));
      kernel = kernel.append(size.get(i));
    }
    kernel = kernel.append(in / groups).append(groups * between(1, 2 * scale));
    Window window = new Window(size, strides, low, high, dilation);
    return new Convolution(floating(), window, groups, x.append(in), kernel);
  }

  private void others() {
    makers.put("CONSTANT", () -> Tensor.constant(number(), between(-3, 3) / 2.0));
    makers.put(
        "IOTA",
        () -> {
          Shape shape = shape(1, 3);
          return Tensor.iota(number(), shape, random.nextInt(shape.rank()));
        });
    makers.put("SIZE", () -> Tensor.of(new Op.Size(OPEN.plus(between(0, 2)))));
    makers.put(
        "RANDOM",
        () -> {
          Shape shape = shape(1, 3);
          boolean perExample = random.nextBoolean();
          Shape example = perExample ? shape.part(0, 1) : Shape.SCALAR;
          return Tensor.of(
              new Op.Random(random.nextLong(), new TensorType(floating(), shape)),
              Tensor.of(Op.Constant.of(DType.I64, (long) between(0, 9))),
              Tensor.of(Op.Constant.of(DType.I64, (long) between(0, 9))),
              input(
                  new TensorType(DType.I64, example),
                  values.uniform(new TensorType(DType.I64, example), sizes, 0, 1000)));
        });
    makers.put("SCAN", this::scan);
    makers.put("STOP_GRADIENT", () -> any(number()).stopGradient());
    makers.put(
        "CUSTOM_GRADIENT",
        () -> {
          Tensor x = any(DType.F32);
          Tensor dy = Tensor.input("dy", x.type());
          Graph gradient =
              new Graph(
                  List.of(Tensor.input("x", x.type()), Tensor.input("y", x.type()), dy),
                  List.of(dy));
          return Tensor.of(new Op.CustomGradient(gradient), x.tanh(), x);
        });
  }

  /** h ← h/2 + s·w (or its tanh), stacked; w constant, the time index added. */
  private Tensor scan() {
    DType dtype = floating();
    Shape inner = shape(0, 2);
    Dim length = dim();
    TensorType type = new TensorType(dtype, inner);
    Tensor h = Tensor.input("h", type);
    Tensor s = Tensor.input("s", type);
    Tensor w = Tensor.input("w", type);
    Tensor t = Tensor.input("t", new TensorType(DType.I64, Shape.SCALAR));
    Tensor next = h.multiply(0.5).add(s.multiply(w)).add(t.cast(dtype));
    next = random.nextBoolean() ? next : next.tanh();
    Graph body = new Graph(List.of(h, s, w, t), List.of(next, next.negate()));
    Op.Scan op = new Op.Scan(body, 1, 1, length, random.nextBoolean());
    TensorType sequence = new TensorType(dtype, inner.prepend(length));
    Tensor scan = Tensor.of(op, like(type), like(sequence), like(type));
    return scan.part(random.nextInt(2));
  }
}
