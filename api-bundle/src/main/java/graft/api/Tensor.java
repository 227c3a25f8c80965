package graft.api;

import graft.api.Op.BinaryFunction;
import graft.api.Op.Comparison;
import graft.api.Op.Reduction;
import graft.api.Op.UnaryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A node of a graph: an operation applied to tensors. It stands for a value and holds none;
 * immutable, compared by identity. Methods record further nodes. Elementwise methods broadcast as
 * NumPy does (aligned at the last axis, 1 stretches); numbers take this tensor's dtype; axes may
 * count from the end (-1 is the last).
 */
public final class Tensor {
  private final Op op;
  private final List<Tensor> operands;
  private final TensorType type;

  private Tensor(Op op, List<Tensor> operands, TensorType type) {
    this.op = op;
    this.operands = operands;
    this.type = type;
  }

  /**
   * Applies an operation as it is, without broadcasting.
   *
   * @throws ShapeException if its shape rule refuses the operands
   */
  public static Tensor of(Op op, List<Tensor> operands) {
    List<Tensor> copy = List.copyOf(operands);
    return new Tensor(op, copy, op.infer(copy.stream().map(Tensor::type).toList()));
  }

  public static Tensor of(Op op, Tensor... operands) {
    return of(op, Arrays.asList(operands));
  }

  public static Tensor input(String name, TensorType type) {
    return of(new Op.Input(name, type));
  }

  /** A scalar number. */
  public static Tensor constant(DType dtype, double value) {
    return of(Op.Constant.of(dtype, value));
  }

  /** The same number in every element. */
  public static Tensor full(TensorType type, double value) {
    return constant(type.dtype(), value).broadcastTo(type.shape());
  }

  /** 0, 1, 2 … along an axis of the shape. */
  public static Tensor iota(DType dtype, Shape shape, int axis) {
    return of(new Op.Iota(dtype, shape, shape.axis(axis)));
  }

  public Op op() {
    return op;
  }

  public List<Tensor> operands() {
    return operands;
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public DType dtype() {
    return type.dtype();
  }

  public int rank() {
    return type.shape().rank();
  }

  /** The size of an axis as a scalar of this tensor's dtype, open or not. */
  public Tensor size(int axis) {
    return number(shape().dim(axis));
  }

  private Tensor number(Dim dim) {
    return dim.isFixed() ? scalar(dim.size()) : of(new Op.Size(dim)).cast(dtype());
  }

  private Tensor scalar(double value) {
    return constant(dtype(), value);
  }

  // ---- elementwise

  private Tensor unary(UnaryFunction function) {
    return of(new Op.Unary(function), this);
  }

  private Tensor pair(Op op, Tensor other) {
    Shape shape = Shape.broadcast(shape(), other.shape());
    return of(op, broadcastTo(shape), other.broadcastTo(shape));
  }

  private Tensor binary(BinaryFunction function, Tensor other) {
    return pair(new Op.Binary(function), other);
  }

  private Tensor compare(Comparison comparison, Tensor other) {
    return pair(new Op.Compare(comparison), other);
  }

  public Tensor add(Tensor other) {
    return binary(BinaryFunction.ADD, other);
  }

  public Tensor add(double number) {
    return add(scalar(number));
  }

  public Tensor subtract(Tensor other) {
    return binary(BinaryFunction.SUBTRACT, other);
  }

  public Tensor subtract(double number) {
    return subtract(scalar(number));
  }

  public Tensor multiply(Tensor other) {
    return binary(BinaryFunction.MULTIPLY, other);
  }

  public Tensor multiply(double number) {
    return multiply(scalar(number));
  }

  /** Integers: ⌊x/y⌋, and 0 for y = 0. */
  public Tensor divide(Tensor other) {
    return binary(BinaryFunction.DIVIDE, other);
  }

  public Tensor divide(double number) {
    return divide(scalar(number));
  }

  public Tensor pow(Tensor exponent) {
    return binary(BinaryFunction.POWER, exponent);
  }

  public Tensor pow(double exponent) {
    return pow(scalar(exponent));
  }

  /** x − ⌊x/y⌋·y. */
  public Tensor remainder(Tensor other) {
    return binary(BinaryFunction.REMAINDER, other);
  }

  /** NaN if either is NaN. */
  public Tensor maximum(Tensor other) {
    return binary(BinaryFunction.MAXIMUM, other);
  }

  public Tensor maximum(double number) {
    return maximum(scalar(number));
  }

  /** NaN if either is NaN. */
  public Tensor minimum(Tensor other) {
    return binary(BinaryFunction.MINIMUM, other);
  }

  public Tensor minimum(double number) {
    return minimum(scalar(number));
  }

  /** min(max(x, low), high); NaN stays. */
  public Tensor clip(double low, double high) {
    return maximum(low).minimum(high);
  }

  public Tensor and(Tensor other) {
    return binary(BinaryFunction.AND, other);
  }

  public Tensor or(Tensor other) {
    return binary(BinaryFunction.OR, other);
  }

  public Tensor not() {
    return unary(UnaryFunction.NOT);
  }

  public Tensor negate() {
    return unary(UnaryFunction.NEGATE);
  }

  public Tensor abs() {
    return unary(UnaryFunction.ABS);
  }

  public Tensor sign() {
    return unary(UnaryFunction.SIGN);
  }

  public Tensor exp() {
    return unary(UnaryFunction.EXP);
  }

  public Tensor expm1() {
    return unary(UnaryFunction.EXPM1);
  }

  public Tensor log() {
    return unary(UnaryFunction.LOG);
  }

  public Tensor log1p() {
    return unary(UnaryFunction.LOG1P);
  }

  public Tensor sqrt() {
    return unary(UnaryFunction.SQRT);
  }

  public Tensor rsqrt() {
    return unary(UnaryFunction.RSQRT);
  }

  public Tensor square() {
    return multiply(this);
  }

  public Tensor sin() {
    return unary(UnaryFunction.SIN);
  }

  public Tensor cos() {
    return unary(UnaryFunction.COS);
  }

  public Tensor tanh() {
    return unary(UnaryFunction.TANH);
  }

  public Tensor sigmoid() {
    return unary(UnaryFunction.SIGMOID);
  }

  public Tensor erf() {
    return unary(UnaryFunction.ERF);
  }

  public Tensor floor() {
    return unary(UnaryFunction.FLOOR);
  }

  public Tensor ceil() {
    return unary(UnaryFunction.CEIL);
  }

  public Tensor round() {
    return unary(UnaryFunction.ROUND);
  }

  public Tensor isFinite() {
    return unary(UnaryFunction.IS_FINITE);
  }

  public Tensor isNan() {
    return unary(UnaryFunction.IS_NAN);
  }

  public Tensor equal(Tensor other) {
    return compare(Comparison.EQUAL, other);
  }

  public Tensor notEqual(Tensor other) {
    return compare(Comparison.NOT_EQUAL, other);
  }

  public Tensor less(Tensor other) {
    return compare(Comparison.LESS, other);
  }

  public Tensor lessEqual(Tensor other) {
    return compare(Comparison.LESS_EQUAL, other);
  }

  public Tensor greater(Tensor other) {
    return compare(Comparison.GREATER, other);
  }

  public Tensor greater(double number) {
    return greater(scalar(number));
  }

  public Tensor greaterEqual(Tensor other) {
    return compare(Comparison.GREATER_EQUAL, other);
  }

  /** This (bool) ? a : b, elementwise. */
  public Tensor select(Tensor a, Tensor b) {
    Shape shape = Shape.broadcast(shape(), Shape.broadcast(a.shape(), b.shape()));
    return of(new Op.Select(), broadcastTo(shape), a.broadcastTo(shape), b.broadcastTo(shape));
  }

  public Tensor cast(DType dtype) {
    return dtype == dtype() ? this : of(new Op.Cast(dtype), this);
  }

  // ---- reductions; no axes mean all

  private Tensor reduce(Reduction reduction, int... axes) {
    List<Integer> sorted =
        axes.length == 0
            ? IntStream.range(0, rank()).boxed().toList()
            : Arrays.stream(axes).map(a -> shape().axis(a)).distinct().sorted().boxed().toList();
    return sorted.isEmpty() ? this : of(new Op.Reduce(reduction, sorted), this);
  }

  public Tensor sum(int... axes) {
    return reduce(Reduction.SUM, axes);
  }

  public Tensor product(int... axes) {
    return reduce(Reduction.PRODUCT, axes);
  }

  /** The greatest; the gradient is shared among ties. bool: any. */
  public Tensor max(int... axes) {
    return reduce(Reduction.MAX, axes);
  }

  /** The least; the gradient is shared among ties. bool: all. */
  public Tensor min(int... axes) {
    return reduce(Reduction.MIN, axes);
  }

  public Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    Dim count = Dim.ONE;
    for (int axis : axes.length == 0 ? IntStream.range(0, rank()).toArray() : axes) {
      count = count.times(shape().dim(axis));
    }
    return sum.divide(number(count));
  }

  /** E[(x − E[x])²], the biased variance. */
  public Tensor variance(int... axes) {
    return subtract(mean(axes).like(this, axes)).square().mean(axes);
  }

  /** A reduction over {@code axes} of x, repeated along them to x's shape again. */
  public Tensor like(Tensor x, int... axes) {
    List<Integer> gone =
        axes.length == 0
            ? IntStream.range(0, x.rank()).boxed().toList()
            : Arrays.stream(axes).map(a -> x.shape().axis(a)).boxed().toList();
    List<Integer> kept =
        IntStream.range(0, x.rank()).filter(i -> !gone.contains(i)).boxed().toList();
    return of(new Op.Broadcast(x.shape(), kept), this);
  }

  public Tensor argMax(int axis) {
    return of(new Op.ArgMax(shape().axis(axis)), this);
  }

  public Tensor argSort(int axis, boolean descending) {
    return of(new Op.ArgSort(shape().axis(axis), descending), this);
  }

  /** The elements sorted along an axis; NaN counts as greatest. */
  public Tensor sort(int axis, boolean descending) {
    return takeAlong(argSort(axis, descending), axis);
  }

  /** The k greatest along an axis, in descending order. */
  public Tensor topK(int k, int axis) {
    int a = shape().axis(axis);
    return takeAlong(argSort(a, true).slice(a, Dim.ZERO, Dim.of(k)), a);
  }

  public Tensor cumSum(int axis) {
    return of(new Op.CumSum(shape().axis(axis), false, false), this);
  }

  // ---- shapes

  /** Repeats along leading axes and axes of size 1. */
  public Tensor broadcastTo(Shape target) {
    if (shape().equals(target)) {
      return this;
    }
    int lead = target.rank() - rank();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < rank() && lead >= 0; i++) {
      if (shape().dim(i).equals(target.dim(i + lead))) {
        kept.add(i + lead);
      } else if (!shape().dim(i).is(1)) {
        lead = -1;
      }
    }
    if (lead < 0) {
      throw new ShapeException("cannot broadcast " + shape() + " to " + target, "");
    }
    int skipped = lead;
    Shape squeezed = new Shape(kept.stream().map(i -> shape().dim(i - skipped)).toList());
    return of(new Op.Broadcast(target, kept), reshape(squeezed));
  }

  public Tensor reshape(Shape shape) {
    return shape.equals(shape()) ? this : of(new Op.Reshape(shape), this);
  }

  /** A new axis of size 1 at a position; -1 appends it. */
  public Tensor expandDims(int position) {
    return reshape(shape().insert(position < 0 ? position + rank() + 1 : position, Dim.ONE));
  }

  /** Without an axis of size 1. */
  public Tensor squeeze(int axis) {
    return reshape(shape().without(List.of(shape().axis(axis))));
  }

  /** Axis i of the result is axis {@code permutation[i]} of this. */
  public Tensor transpose(int... permutation) {
    return of(new Op.Transpose(Arrays.stream(permutation).boxed().toList()), this);
  }

  /** {@code size} elements from {@code start} along one axis. */
  public Tensor slice(int axis, Dim start, Dim size) {
    int a = shape().axis(axis);
    List<Dim> starts = new ArrayList<>(Collections.nCopies(rank(), Dim.ZERO));
    starts.set(a, start);
    List<Integer> strides = Collections.nCopies(rank(), 1);
    return of(new Op.Slice(starts, shape().with(a, size).dims(), strides), this);
  }

  public Tensor slice(int axis, int start, int size) {
    return slice(axis, Dim.of(start), Dim.of(size));
  }

  /** {@code value} before and after along one axis. */
  public Tensor pad(int axis, Dim low, Dim high, double value) {
    int a = shape().axis(axis);
    List<Dim> lows = new ArrayList<>(Collections.nCopies(rank(), Dim.ZERO));
    List<Dim> highs = new ArrayList<>(lows);
    lows.set(a, low);
    highs.set(a, high);
    return of(new Op.Pad(lows, highs, Collections.nCopies(rank(), 0), value), this);
  }

  public static Tensor concat(int axis, List<Tensor> parts) {
    return of(new Op.Concat(parts.get(0).shape().axis(axis)), parts);
  }

  public Tensor reverse(int axis) {
    return of(new Op.Reverse(List.of(shape().axis(axis))), this);
  }

  // ---- indexing

  /** Rows of this table along an axis; an index outside is an error when the program runs. */
  public Tensor gather(Tensor indices, int axis) {
    return of(new Op.Gather(shape().axis(axis)), this, indices);
  }

  /** y[…, i, …] = x[…, indices[…, i, …], …]: like-shaped but for the axis. */
  public Tensor takeAlong(Tensor indices, int axis) {
    int a = shape().axis(axis);
    Tensor flat = indices.cast(DType.I64);
    Dim stride = Dim.ONE;
    Tensor position = null;
    for (int i = rank() - 1; i >= 0; i--) {
      Tensor along = i == a ? flat : iota(DType.I64, indices.shape(), i);
      Tensor scaled = along.multiply(along.number(stride));
      position = position == null ? scaled : position.add(scaled);
      stride = stride.times(shape().dim(i));
    }
    if (position == null) {
      throw new ShapeException("takeAlong needs at least one axis", "");
    }
    return reshape(new Shape(List.of(shape().elements()))).gather(position, 0);
  }

  /** 1 at the index and 0 elsewhere along a new last axis; indices outside give zeros. */
  public Tensor oneHot(int classes, DType dtype) {
    Shape shape = shape().append(classes);
    return expandDims(-1).equal(iota(dtype(), shape, -1)).cast(dtype);
  }

  // ---- linear algebra

  /** (…, m, k) · (…, k, n); a matrix is used for every leading index of the other operand. */
  public Tensor matmul(Tensor other) {
    if (rank() > 2 && other.rank() == 2) {
      Shape rows = shape().part(0, rank() - 1);
      Tensor flat = reshape(Shape.of(rows.elements(), shape().dim(-1)));
      Shape result = rows.append(other.shape().dim(1));
      return of(new Op.MatMul(false, false), flat, other).reshape(result);
    }
    return of(new Op.MatMul(false, false), this, other);
  }

  // ---- control

  public Tensor stopGradient() {
    return of(new Op.StopGradient(), this);
  }

  /** Result number {@code index} of this scan. */
  public Tensor part(int index) {
    if (!(op instanceof Op.Scan scan)) {
      throw new ShapeException("only a scan has parts, got " + this, "");
    }
    return of(new Op.Part(index, scan.results().get(index)), this);
  }

  @Override
  public String toString() {
    return op.name() + " " + type;
  }
}
