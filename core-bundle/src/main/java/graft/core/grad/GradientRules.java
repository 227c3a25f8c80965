package graft.core.grad;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.core.graph.Rewriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The table of gradients: for a node y = op(x₀, x₁ …) and the gradient g of y, the gradient of each
 * operand that has one, by number. What is chosen at edges is said at the operations themselves.
 */
final class GradientRules implements Op.Visitor<List<Tensor>, Map<Integer, Tensor>> {
  private static final Map<Integer, Tensor> NONE = Map.of();

  private final Tensor y;
  private final Tensor g;
  private final boolean masked;
  private final Map<Tensor, String> origins;

  /**
   * @param masked whether g may be 0 because a select took the other branch; then 0 times an
   *     infinite slope is 0
   */
  GradientRules(Tensor y, Tensor g, boolean masked, Map<Tensor, String> origins) {
    this.y = y;
    this.g = g;
    this.masked = masked;
    this.origins = origins;
  }

  private Tensor zeros(Tensor like) {
    return Tensor.full(like.type(), 0);
  }

  // ---- leaves

  @Override
  public Map<Integer, Tensor> constant(Op.Constant op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> input(Op.Input op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> iota(Op.Iota op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> size(Op.Size op, List<Tensor> x) {
    return NONE;
  }

  // ---- elementwise

  @Override
  public Map<Integer, Tensor> unary(Op.Unary op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    return switch (op.function()) {
      case NEGATE -> Map.of(0, g.negate());
      case ABS -> Map.of(0, times(x.sign()));
      case EXP -> Map.of(0, times(y));
      case EXPM1 -> Map.of(0, times(y.add(1)));
      case LOG -> Map.of(0, safe(g.divide(x)));
      case LOG1P -> Map.of(0, safe(g.divide(x.add(1))));
      case SQRT -> Map.of(0, safe(g.divide(y.multiply(2))));
      case RSQRT -> Map.of(0, times(y.multiply(y).multiply(y).multiply(-0.5)));
      case SIN -> Map.of(0, times(x.cos()));
      case COS -> Map.of(0, times(x.sin()).negate());
      case TANH -> Map.of(0, times(one().subtract(y.square())));
      case SIGMOID -> Map.of(0, times(y.multiply(one().subtract(y))));
      case ERF -> Map.of(0, times(x.square().negate().exp().multiply(2 / Math.sqrt(Math.PI))));
      case SIGN, FLOOR, CEIL, ROUND, NOT, IS_FINITE, IS_NAN -> NONE;
    };
  }

  private Tensor times(Tensor slope) {
    return safe(g.multiply(slope));
  }

  /** A product with g, but 0 where g is 0 and was so by choice, whatever it is multiplied with. */
  private Tensor safe(Tensor product) {
    Tensor zero = zeros(product);
    return masked ? product.isNan().and(g.equal(zero)).select(zero, product) : product;
  }

  private Tensor one() {
    return Tensor.constant(y.dtype(), 1);
  }

  @Override
  public Map<Integer, Tensor> binary(Op.Binary op, List<Tensor> operands) {
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    return switch (op.function()) {
      case ADD -> Map.of(0, g, 1, g);
      case SUBTRACT -> Map.of(0, g, 1, g.negate());
      case MULTIPLY -> Map.of(0, times(b), 1, times(a));
      case DIVIDE -> Map.of(0, safe(g.divide(b)), 1, times(y.divide(b)).negate());
      case POWER -> power(a, b);
      case MAXIMUM -> chosen(a.greater(b));
      case MINIMUM -> chosen(a.less(b));
      case REMAINDER -> Map.of(0, g, 1, times(a.divide(b).floor()).negate());
      case AND, OR, XOR -> NONE;
    };
  }

  /** The gradient goes to operand 0 where the condition holds, else to operand 1. */
  private Map<Integer, Tensor> chosen(Tensor condition) {
    return Map.of(0, condition.select(g, zeros(g)), 1, condition.select(zeros(g), g));
  }

  /** b·a^(b−1), which is 0 for b = 0 even where a = 0; a^b·log a, which is 0 for a = 0. */
  private Map<Integer, Tensor> power(Tensor a, Tensor b) {
    Tensor zero = zeros(y);
    Tensor slope = b.equal(zero).select(zero, b.multiply(a.pow(b.subtract(1))));
    Tensor log = a.equal(zero).select(Tensor.full(y.type(), 1), a).log();
    return Map.of(0, times(slope), 1, times(y.multiply(log)));
  }

  @Override
  public Map<Integer, Tensor> compare(Op.Compare op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> select(Op.Select op, List<Tensor> x) {
    Tensor condition = x.get(0);
    return Map.of(1, condition.select(g, zeros(g)), 2, condition.select(zeros(g), g));
  }

  @Override
  public Map<Integer, Tensor> cast(Op.Cast op, List<Tensor> x) {
    return Map.of(0, g.cast(x.get(0).dtype()));
  }

  // ---- reductions

  @Override
  public Map<Integer, Tensor> reduce(Op.Reduce op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    return switch (op.reduction()) {
      case SUM -> Map.of(0, spread(g, x, op.axes()));
      case MAX, MIN -> {
        Tensor best = x.equal(spread(y, x, op.axes()));
        Tensor ties = sum(best.cast(y.dtype()), op.axes());
        yield Map.of(0, best.select(spread(g.divide(ties), x, op.axes()), zeros(x)));
      }
      case PRODUCT -> Map.of(0, spread(g, x, op.axes()).multiply(others(x, op.axes())));
    };
  }

  private static Tensor sum(Tensor x, List<Integer> axes) {
    return axes.isEmpty() ? x : Tensor.of(new Op.Reduce(Op.Reduction.SUM, axes), x);
  }

  /** Repeats a reduction over axes of x along these axes. */
  private static Tensor spread(Tensor reduced, Tensor x, List<Integer> axes) {
    return Tensor.of(new Op.Broadcast(x.shape(), kept(x.rank(), axes)), reduced);
  }

  private static List<Integer> kept(int rank, List<Integer> axes) {
    return IntStream.range(0, rank).filter(i -> !axes.contains(i)).boxed().toList();
  }

  /**
   * For each element the product of all others along the axes, without a division, so that zeros do
   * no harm, in gradients of gradients either. Quadratic in the number of elements reduced.
   */
  private static Tensor others(Tensor x, List<Integer> axes) {
    List<Integer> order = new ArrayList<>(kept(x.rank(), axes));
    int rows = order.size();
    order.addAll(axes);
    Tensor last = Tensor.of(new Op.Transpose(order), x);
    Shape inner = last.shape();
    Dim n = inner.part(rows, x.rank()).elements();
    Shape flat = inner.part(0, rows).append(n);
    Shape square = flat.append(n);
    Tensor own =
        Tensor.iota(DType.I64, square, rows).equal(Tensor.iota(DType.I64, square, rows + 1));
    Tensor rest = last.reshape(flat).expandDims(rows).broadcastTo(square);
    Tensor product = own.select(Tensor.full(rest.type(), 1), rest).product(rows + 1);
    return Tensor.of(new Op.Transpose(inverse(order)), product.reshape(inner));
  }

  private static List<Integer> inverse(List<Integer> permutation) {
    return IntStream.range(0, permutation.size()).map(permutation::indexOf).boxed().toList();
  }

  @Override
  public Map<Integer, Tensor> argMax(Op.ArgMax op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> argSort(Op.ArgSort op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> cumSum(Op.CumSum op, List<Tensor> x) {
    return Map.of(0, Tensor.of(new Op.CumSum(op.axis(), op.exclusive(), !op.reverse()), g));
  }

  // ---- shapes

  @Override
  public Map<Integer, Tensor> broadcast(Op.Broadcast op, List<Tensor> x) {
    return Map.of(0, sum(g, kept(op.shape().rank(), op.axes())));
  }

  @Override
  public Map<Integer, Tensor> reshape(Op.Reshape op, List<Tensor> x) {
    return Map.of(0, g.reshape(x.get(0).shape()));
  }

  @Override
  public Map<Integer, Tensor> transpose(Op.Transpose op, List<Tensor> x) {
    return Map.of(0, Tensor.of(new Op.Transpose(inverse(op.permutation())), g));
  }

  @Override
  public Map<Integer, Tensor> slice(Op.Slice op, List<Tensor> operands) {
    Shape x = operands.get(0).shape();
    List<Dim> high = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (op.sizes().get(i).is(0)) {
        return NONE;
      }
      Dim reach = op.sizes().get(i).plus(-1).times(op.strides().get(i)).plus(1);
      high.add(x.dim(i).minus(op.starts().get(i)).minus(reach));
    }
    List<Integer> interior = op.strides().stream().map(stride -> stride - 1).toList();
    return Map.of(0, Tensor.of(new Op.Pad(op.starts(), high, interior, 0), g));
  }

  @Override
  public Map<Integer, Tensor> pad(Op.Pad op, List<Tensor> x) {
    List<Integer> strides = op.interior().stream().map(interior -> interior + 1).toList();
    return Map.of(0, Tensor.of(new Op.Slice(op.low(), x.get(0).shape().dims(), strides), g));
  }

  @Override
  public Map<Integer, Tensor> concat(Op.Concat op, List<Tensor> x) {
    Map<Integer, Tensor> gradients = new HashMap<>();
    Dim start = Dim.ZERO;
    for (int i = 0; i < x.size(); i++) {
      Dim size = x.get(i).shape().dim(op.axis());
      gradients.put(i, g.slice(op.axis(), start, size));
      start = start.plus(size);
    }
    return gradients;
  }

  @Override
  public Map<Integer, Tensor> reverse(Op.Reverse op, List<Tensor> x) {
    return Map.of(0, Tensor.of(op, g));
  }

  // ---- indexing

  @Override
  public Map<Integer, Tensor> gather(Op.Gather op, List<Tensor> x) {
    return Map.of(0, Tensor.of(new Op.ScatterAdd(op.axis()), zeros(x.get(0)), x.get(1), g));
  }

  @Override
  public Map<Integer, Tensor> scatterAdd(Op.ScatterAdd op, List<Tensor> x) {
    return Map.of(0, g, 2, Tensor.of(new Op.Gather(op.axis()), g, x.get(1)));
  }

  @Override
  public Map<Integer, Tensor> dynamicSlice(Op.DynamicSlice op, List<Tensor> x) {
    return Map.of(0, Tensor.of(new Op.DynamicUpdate(), zeros(x.get(0)), g, x.get(1)));
  }

  @Override
  public Map<Integer, Tensor> dynamicUpdate(Op.DynamicUpdate op, List<Tensor> x) {
    Tensor starts = x.get(2);
    Tensor update = x.get(1);
    return Map.of(
        0, Tensor.of(new Op.DynamicUpdate(), g, zeros(update), starts),
        1, Tensor.of(new Op.DynamicSlice(update.shape().dims()), g, starts));
  }

  // ---- linear algebra, convolution, pooling

  @Override
  public Map<Integer, Tensor> matMul(Op.MatMul op, List<Tensor> x) {
    Tensor a = x.get(0);
    Tensor b = x.get(1);
    boolean ta = op.transposeA();
    boolean tb = op.transposeB();
    // With A·B = y: dA = g·Bᵀ and dB = Aᵀ·g, or their transposes if stored so.
    Tensor da =
        ta ? Tensor.of(new Op.MatMul(tb, true), b, g) : Tensor.of(new Op.MatMul(false, !tb), g, b);
    Tensor db =
        tb ? Tensor.of(new Op.MatMul(true, ta), g, a) : Tensor.of(new Op.MatMul(!ta, false), a, g);
    return Map.of(0, da, 1, db);
  }

  private static List<Dim> spatial(Tensor x) {
    return x.shape().dims().subList(1, x.rank() - 1);
  }

  // Conv is linear in x and in kernel: ⟨v, conv(x, k)⟩ = ⟨convInput(v, k), x⟩ = ⟨convKernel(x, v),
  // k⟩
  // for all x, k, v, so the gradients of the three are one another.

  @Override
  public Map<Integer, Tensor> conv(Op.Conv op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Tensor kernel = operands.get(1);
    return Map.of(
        0, Tensor.of(new Op.ConvInput(op.window(), op.groups(), spatial(x)), g, kernel),
        1, Tensor.of(new Op.ConvKernel(op.window(), op.groups()), x, g));
  }

  @Override
  public Map<Integer, Tensor> convInput(Op.ConvInput op, List<Tensor> operands) {
    Tensor v = operands.get(0);
    Tensor kernel = operands.get(1);
    return Map.of(
        0, Tensor.of(new Op.Conv(op.window(), op.groups()), g, kernel),
        1, Tensor.of(new Op.ConvKernel(op.window(), op.groups()), g, v));
  }

  @Override
  public Map<Integer, Tensor> convKernel(Op.ConvKernel op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Tensor v = operands.get(1);
    return Map.of(
        0, Tensor.of(new Op.ConvInput(op.window(), op.groups(), spatial(x)), v, g),
        1, Tensor.of(new Op.Conv(op.window(), op.groups()), x, g));
  }

  @Override
  public Map<Integer, Tensor> pool(Op.Pool op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Op gradient = new Op.PoolGradient(op.pooling(), op.window(), spatial(x));
    return Map.of(
        0,
        switch (op.pooling()) {
          case MAX -> Tensor.of(gradient, x, g);
          case SUM -> Tensor.of(gradient, g);
        });
  }

  @Override
  public Map<Integer, Tensor> poolGradient(Op.PoolGradient op, List<Tensor> x) {
    return switch (op.pooling()) {
      case MAX -> Map.of(1, Tensor.of(new Op.PoolPick(op.window()), x.get(0), g));
      case SUM -> Map.of(0, Tensor.of(new Op.Pool(op.pooling(), op.window()), g));
    };
  }

  @Override
  public Map<Integer, Tensor> poolPick(Op.PoolPick op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Op gradient = new Op.PoolGradient(Op.Pooling.MAX, op.window(), spatial(x));
    return Map.of(1, Tensor.of(gradient, x, g));
  }

  // ---- random numbers, control

  @Override
  public Map<Integer, Tensor> random(Op.Random op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> scan(Op.Scan op, List<Tensor> x) {
    throw new AssertionError("a scan has several results: see ScanGradient");
  }

  @Override
  public Map<Integer, Tensor> part(Op.Part op, List<Tensor> x) {
    throw new AssertionError("a part's gradient is gathered at its scan");
  }

  @Override
  public Map<Integer, Tensor> stopGradient(Op.StopGradient op, List<Tensor> x) {
    return NONE;
  }

  @Override
  public Map<Integer, Tensor> customGradient(Op.CustomGradient op, List<Tensor> x) {
    List<Tensor> arguments = new ArrayList<>(x.subList(1, x.size()));
    // The node itself, not its operand y: a gradient of the gradient goes by this rule again.
    arguments.add(y);
    arguments.add(g);
    List<Tensor> results = Rewriter.inline(op.gradient(), arguments, origins);
    Map<Integer, Tensor> gradients = new HashMap<>();
    for (int i = 0; i < results.size(); i++) {
      gradients.put(i + 1, results.get(i));
    }
    return gradients;
  }
}
