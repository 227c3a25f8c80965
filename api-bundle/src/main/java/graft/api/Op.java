package graft.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The closed set of primitive tensor operations. Each is a record with a shape rule; its gradient,
 * its meaning and its code live in one {@link Visitor} each, so that the compiler names every place
 * that a new operation needs. Elementwise operations need operands of one shape and dtype: {@link
 * Tensor}'s methods broadcast beforehand, and nothing promotes implicitly.
 */
public sealed interface Op {

  /**
   * The type of the result.
   *
   * @throws ShapeException if the operands do not fit
   */
  TensorType infer(List<TensorType> operands);

  /** Calls the visitor's method for this operation. */
  <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument);

  /** The operation's name in program texts and messages. */
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  // ---- leaves

  /** A scalar number; integers are exact, booleans are 0 and 1. */
  record Constant(DType dtype, double number, long integer) implements Op {
    public static Constant of(DType dtype, double value) {
      if (dtype.isFloating()) {
        return new Constant(dtype, dtype == DType.F32 ? (float) value : value, 0);
      }
      return new Constant(dtype, 0, dtype == DType.BOOL ? (value != 0 ? 1 : 0) : (long) value);
    }

    public static Constant of(DType dtype, long value) {
      return dtype.isFloating() ? of(dtype, (double) value) : new Constant(dtype, 0, value);
    }

    /** The value as a double, whatever the type. */
    public double value() {
      return dtype.isFloating() ? number : integer;
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 0);
      return new TensorType(dtype, Shape.SCALAR);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.constant(this, argument);
    }
  }

  /** A value given from outside: data, a parameter, state, a counter. Equal names, equal values. */
  record Input(String label, TensorType type) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 0);
      return type;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.input(this, argument);
    }
  }

  /** The index along {@code axis}, 0, 1, 2 …, for each element of the shape. */
  record Iota(DType dtype, Shape shape, int axis) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 0);
      shape.axis(axis);
      return new TensorType(dtype, shape);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.iota(this, argument);
    }
  }

  /** The value of a size as a scalar i64: {@code Tensor.size(axis)}. */
  record Size(Dim dim) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 0);
      return new TensorType(DType.I64, Shape.SCALAR);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.size(this, argument);
    }
  }

  // ---- elementwise

  /** Functions of one element. */
  enum UnaryFunction {
    NEGATE,
    /** Its gradient at 0 is 0. */
    ABS,
    /** -1, 0 or 1; NaN and −0 stay. Without a gradient, as FLOOR, CEIL and ROUND are. */
    SIGN,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    SQRT,
    /** 1/√x. */
    RSQRT,
    SIN,
    COS,
    TANH,
    /** 1/(1+e^-x). */
    SIGMOID,
    /** 2/√π ∫₀ˣ e^(-t²) dt. */
    ERF,
    FLOOR,
    CEIL,
    /** To the nearest integer, halves to even. */
    ROUND,
    /** Boolean negation. */
    NOT,
    /** bool: neither infinite nor NaN. */
    IS_FINITE,
    /** bool. */
    IS_NAN
  }

  record Unary(UnaryFunction function) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      TensorType x = operands.get(0);
      switch (function) {
        case NOT -> Check.dtype(this, x, x.dtype() == DType.BOOL, "bool");
        case NEGATE, ABS, SIGN -> Check.dtype(this, x, x.dtype() != DType.BOOL, "a number");
        case IS_FINITE, IS_NAN -> {
          Check.dtype(this, x, x.dtype().isFloating(), "a floating type");
          return new TensorType(DType.BOOL, x.shape());
        }
        default -> Check.dtype(this, x, x.dtype().isFloating(), "a floating type");
      }
      return x;
    }

    @Override
    public String name() {
      return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.unary(this, argument);
    }
  }

  /**
   * Functions of two elements. Where MAXIMUM or MINIMUM meet 0 and −0, either may be the result.
   */
  enum BinaryFunction {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Integers: ⌊x/y⌋, and 0 for y = 0. */
    DIVIDE,
    /**
     * x^y of floating types, as {@link Math#pow}. Gradients: y·x^(y−1), and 0 for y = 0 even at x =
     * 0; x^y·log x, and 0 at x = 0.
     */
    POWER,
    /**
     * NaN if either is NaN. bool: or. The gradient goes to x where x &gt; y, else to y: so max(x,
     * 0) hands none to x at 0.
     */
    MAXIMUM,
    /** NaN if either is NaN. bool: and. The gradient goes to x where x &lt; y, else to y. */
    MINIMUM,
    /**
     * x − ⌊x/y⌋·y, with the sign of y; integers: 0 for y = 0. Floating types: exact, as {@code %}
     * is, plus y if that has another sign than y.
     */
    REMAINDER,
    /** bool, or bitwise on integers. */
    AND,
    OR,
    XOR
  }

  record Binary(BinaryFunction function) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType x = operands.get(0);
      Check.same(this, x, operands.get(1));
      switch (function) {
        case AND, OR, XOR -> Check.dtype(this, x, !x.dtype().isFloating(), "bool or an integer");
        case POWER -> Check.dtype(this, x, x.dtype().isFloating(), "a floating type");
        case MAXIMUM, MINIMUM -> {}
        default -> Check.dtype(this, x, x.dtype() != DType.BOOL, "a number");
      }
      return x;
    }

    @Override
    public String name() {
      return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.binary(this, argument);
    }
  }

  /** Comparisons; with a NaN all are false but NOT_EQUAL. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL
  }

  record Compare(Comparison comparison) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      Check.same(this, operands.get(0), operands.get(1));
      return new TensorType(DType.BOOL, operands.get(0).shape());
    }

    @Override
    public String name() {
      return comparison.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.compare(this, argument);
    }
  }

  /**
   * (condition, a, b) → a where the condition holds, else b; leaks no NaN of the other. Nor do
   * gradients: what was not chosen has the gradient 0, even if a slope on the way to it is
   * infinite.
   */
  record Select() implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 3);
      TensorType condition = operands.get(0);
      Check.dtype(this, condition, condition.dtype() == DType.BOOL, "bool as its condition");
      Check.same(this, operands.get(1), operands.get(2));
      Check.shapes(this, condition.shape(), operands.get(1).shape());
      return operands.get(1);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.select(this, argument);
    }
  }

  /**
   * Another element type. Float to integer truncates and saturates, NaN → 0; i64 to i32 wraps; to
   * bool: ≠ 0 (NaN is true); else to the nearest, ties to even, in one rounding.
   */
  record Cast(DType dtype) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      return new TensorType(dtype, operands.get(0).shape());
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.cast(this, argument);
    }
  }

  // ---- reductions

  /** How elements are combined; over none: 0, 1, −∞ and ∞ (or the type's least and greatest). */
  enum Reduction {
    SUM,
    /** Its gradient is right with zeros, at a cost quadratic in the number of elements. */
    PRODUCT,
    /** NaN if any is NaN. bool: any. The gradient is shared among ties. */
    MAX,
    /** NaN if any is NaN. bool: all. The gradient is shared among ties. */
    MIN
  }

  /** Combines over axes (ascending, non-negative), which vanish from the shape. */
  record Reduce(Reduction reduction, List<Integer> axes) implements Op {
    public Reduce {
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      TensorType x = operands.get(0);
      Check.ascending(this, axes, x.shape().rank());
      if (reduction == Reduction.SUM || reduction == Reduction.PRODUCT) {
        Check.dtype(this, x, x.dtype() != DType.BOOL, "a number");
      }
      return new TensorType(x.dtype(), x.shape().without(axes));
    }

    @Override
    public String name() {
      return "reduce_" + reduction.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.reduce(this, argument);
    }
  }

  /**
   * The index (i32) of the greatest element along an axis, which vanishes; of ties the first. NaN
   * counts as greatest.
   */
  record ArgMax(int axis) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Check.ascending(this, List.of(axis), operands.get(0).shape().rank());
      return new TensorType(DType.I32, operands.get(0).shape().without(List.of(axis)));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.argMax(this, argument);
    }
  }

  /**
   * The permutation (i32) that sorts along an axis; stable, in descending order too; NaN counts as
   * greatest.
   */
  record ArgSort(int axis, boolean descending) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Check.ascending(this, List.of(axis), operands.get(0).shape().rank());
      return new TensorType(DType.I32, operands.get(0).shape());
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.argSort(this, argument);
    }
  }

  /** y[i] = Σ x[j], j ≤ i (exclusive: j &lt; i; reverse: from the end). */
  record CumSum(int axis, boolean exclusive, boolean reverse) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      TensorType x = operands.get(0);
      Check.ascending(this, List.of(axis), x.shape().rank());
      Check.dtype(this, x, x.dtype() != DType.BOOL, "a number");
      return x;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.cumSum(this, argument);
    }
  }

  // ---- shapes

  /** Operand axis i becomes axis {@code axes[i]} (ascending) of the shape; others repeat it. */
  record Broadcast(Shape shape, List<Integer> axes) implements Op {
    public Broadcast {
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Check.ascending(this, axes, shape.rank());
      List<Dim> kept = axes.stream().map(shape::dim).toList();
      Check.shapes(this, operands.get(0).shape(), new Shape(kept));
      return new TensorType(operands.get(0).dtype(), shape);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.broadcast(this, argument);
    }
  }

  /** The same elements in row-major order under another shape. */
  record Reshape(Shape shape) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Shape from = operands.get(0).shape();
      if (!from.elements().equals(shape.elements())) {
        throw Check.fault(
            this,
            "cannot turn " + from + " into " + shape,
            "the number of elements must be the same");
      }
      return new TensorType(operands.get(0).dtype(), shape);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.reshape(this, argument);
    }
  }

  /** Axis i of the result is axis {@code permutation[i]} of the operand. */
  record Transpose(List<Integer> permutation) implements Op {
    public Transpose {
      permutation = List.copyOf(permutation);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Shape x = operands.get(0).shape();
      Check.ascending(this, permutation.stream().sorted().toList(), x.rank());
      Check.length(this, "permutation", permutation, x.rank());
      return new TensorType(
          operands.get(0).dtype(), new Shape(permutation.stream().map(x::dim).toList()));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.transpose(this, argument);
    }
  }

  /** y[i] = x[start + i·stride], a list entry for each axis. */
  record Slice(List<Dim> starts, List<Dim> sizes, List<Integer> strides) implements Op {
    public Slice {
      starts = List.copyOf(starts);
      sizes = List.copyOf(sizes);
      strides = List.copyOf(strides);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Shape x = operands.get(0).shape();
      Check.length(this, "starts", starts, x.rank());
      Check.length(this, "sizes", sizes, x.rank());
      Check.length(this, "strides", strides, x.rank());
      for (int i = 0; i < x.rank(); i++) {
        Dim end = starts.get(i).plus(sizes.get(i).plus(-1).times(strides.get(i)).plus(1));
        Dim room = x.dim(i).minus(end);
        boolean outside =
            strides.get(i) < 1
                || (starts.get(i).isFixed() && starts.get(i).size() < 0)
                || (sizes.get(i).isFixed() && sizes.get(i).size() < 0)
                || (room.isFixed() && room.size() < 0 && !sizes.get(i).is(0));
        if (outside) {
          throw Check.fault(
              this,
              "axis "
                  + i
                  + ": start "
                  + starts.get(i)
                  + ", size "
                  + sizes.get(i)
                  + ", stride "
                  + strides.get(i)
                  + " leave shape "
                  + x,
              "");
        }
      }
      return new TensorType(operands.get(0).dtype(), new Shape(sizes));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.slice(this, argument);
    }
  }

  /** Puts {@code low} elements before, {@code high} after and {@code interior} between elements. */
  record Pad(List<Dim> low, List<Dim> high, List<Integer> interior, double value) implements Op {
    public Pad {
      low = List.copyOf(low);
      high = List.copyOf(high);
      interior = List.copyOf(interior);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Shape x = operands.get(0).shape();
      Check.length(this, "low", low, x.rank());
      Check.length(this, "high", high, x.rank());
      Check.length(this, "interior", interior, x.rank());
      List<Dim> dims = new ArrayList<>();
      for (int i = 0; i < x.rank(); i++) {
        boolean negative =
            interior.get(i) < 0
                || (low.get(i).isFixed() && low.get(i).size() < 0)
                || (high.get(i).isFixed() && high.get(i).size() < 0);
        if (negative) {
          throw Check.fault(this, "padding is negative at axis " + i, "use slice to cut");
        }
        Dim between = x.dim(i).is(0) ? Dim.ZERO : x.dim(i).plus(-1).times(interior.get(i));
        dims.add(x.dim(i).plus(between).plus(low.get(i)).plus(high.get(i)));
      }
      return new TensorType(operands.get(0).dtype(), new Shape(dims));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.pad(this, argument);
    }
  }

  /** The operands one after another along an axis. */
  record Concat(int axis) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      if (operands.isEmpty()) {
        throw Check.fault(this, "needs at least one operand", "");
      }
      TensorType first = operands.get(0);
      Check.ascending(this, List.of(axis), first.shape().rank());
      Dim sum = Dim.ZERO;
      for (TensorType x : operands) {
        boolean fits = x.dtype() == first.dtype() && x.shape().rank() == first.shape().rank();
        if (!fits || !x.shape().with(axis, 1).equals(first.shape().with(axis, 1))) {
          throw Check.fault(
              this, first + " and " + x + " differ in more than the size of axis " + axis, "");
        }
        sum = sum.plus(x.shape().dim(axis));
      }
      return new TensorType(first.dtype(), first.shape().with(axis, sum));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.concat(this, argument);
    }
  }

  /** Back to front along axes. */
  record Reverse(List<Integer> axes) implements Op {
    public Reverse {
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Check.ascending(this, axes, operands.get(0).shape().rank());
      return operands.get(0);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.reverse(this, argument);
    }
  }

  // ---- indexing

  /**
   * (table, indices) → rows of the table along an axis: shape table[:axis] + indices +
   * table[axis+1:]. An index outside of the table is an error when the program runs; nothing is
   * read outside.
   */
  record Gather(int axis) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType table = operands.get(0);
      TensorType indices = operands.get(1);
      Check.ascending(this, List.of(axis), table.shape().rank());
      Check.dtype(this, indices, indices.dtype().isInteger(), "integer indices");
      return new TensorType(table.dtype(), Check.gathered(table.shape(), indices.shape(), axis));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.gather(this, argument);
    }
  }

  /**
   * (operand, indices, updates) → operand with each row of updates added at its index along an
   * axis; rows with the same index are added in ascending order. The transpose of {@link Gather}.
   */
  record ScatterAdd(int axis) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 3);
      TensorType x = operands.get(0);
      TensorType indices = operands.get(1);
      Check.ascending(this, List.of(axis), x.shape().rank());
      Check.dtype(this, indices, indices.dtype().isInteger(), "integer indices");
      Check.dtype(this, x, x.dtype() != DType.BOOL, "a number");
      Shape rows = Check.gathered(x.shape(), indices.shape(), axis);
      Check.same(this, new TensorType(x.dtype(), rows), operands.get(2));
      return x;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.scatterAdd(this, argument);
    }
  }

  /** (x, starts) → the block of the given sizes at starts (an integer vector), moved inside. */
  record DynamicSlice(List<Dim> sizes) implements Op {
    public DynamicSlice {
      sizes = List.copyOf(sizes);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      Check.block(this, operands.get(0).shape(), new Shape(sizes), operands.get(1));
      return new TensorType(operands.get(0).dtype(), new Shape(sizes));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.dynamicSlice(this, argument);
    }
  }

  /**
   * (x, update, starts) → x with the block at starts (an integer vector, moved inside) replaced.
   */
  record DynamicUpdate() implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 3);
      TensorType x = operands.get(0);
      TensorType update = operands.get(1);
      Check.dtype(this, update, update.dtype() == x.dtype(), x.dtype().text());
      Check.block(this, x.shape(), update.shape(), operands.get(2));
      return x;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.dynamicUpdate(this, argument);
    }
  }

  // ---- linear algebra, convolution, pooling

  /**
   * (…, m, k) · (…, k, n) → (…, m, n) with equal leading sizes; a flag says that an operand is
   * stored with its last two axes swapped.
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType a = operands.get(0);
      TensorType b = operands.get(1);
      int rank = a.shape().rank();
      boolean fits = rank >= 2 && rank == b.shape().rank() && a.dtype() == b.dtype();
      if (!fits || a.dtype() == DType.BOOL) {
        throw Check.fault(
            this, "needs two matrices (or stacks) of one number type, got " + a + " and " + b, "");
      }
      Dim m = a.shape().dim(transposeA ? -1 : -2);
      Dim k = a.shape().dim(transposeA ? -2 : -1);
      Dim n = b.shape().dim(transposeB ? -2 : -1);
      Shape batch = a.shape().part(0, rank - 2);
      if (!k.equals(b.shape().dim(transposeB ? -1 : -2))
          || !batch.equals(b.shape().part(0, rank - 2))) {
        throw Check.fault(
            this,
            "needs equal inner and leading sizes, got "
                + a.shape()
                + (transposeA ? "ᵀ" : "")
                + " and "
                + b.shape()
                + (transposeB ? "ᵀ" : ""),
            "");
      }
      return new TensorType(a.dtype(), batch.append(m).append(n));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.matMul(this, argument);
    }
  }

  /**
   * (x (b, spatial…, ci), kernel (size…, ci/groups, co)) → (b, out…, co); cross-correlation.
   * Padding counts as 0; whether 0 · ∞ of a padded element is left out or NaN is open.
   */
  record Conv(Window window, int groups) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType x = operands.get(0);
      Shape kernel = operands.get(1).shape();
      Check.spatial(this, window, x);
      Check.kernel(this, window, groups, x, operands.get(1));
      return new TensorType(x.dtype(), window.output(x.shape()).with(-1, kernel.dim(-1)));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.conv(this, argument);
    }
  }

  /** (g, kernel) → the gradient of {@link Conv} to its input, whose spatial sizes are given. */
  record ConvInput(Window window, int groups, List<Dim> spatial) implements Op {
    public ConvInput {
      spatial = List.copyOf(spatial);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType g = operands.get(0);
      Shape kernel = operands.get(1).shape();
      Check.spatial(this, window, g);
      Check.length(this, "spatial", spatial, window.rank());
      Shape x = new Shape(spatial).prepend(g.shape().dim(0)).append(kernel.dim(-2).times(groups));
      Check.kernel(this, window, groups, new TensorType(g.dtype(), x), operands.get(1));
      Check.shapes(this, g.shape(), window.output(x).with(-1, kernel.dim(-1)));
      return new TensorType(g.dtype(), x);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.convInput(this, argument);
    }
  }

  /** (x, g) → the gradient of {@link Conv} to its kernel. */
  record ConvKernel(Window window, int groups) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      TensorType x = operands.get(0);
      TensorType g = operands.get(1);
      Check.spatial(this, window, x);
      Check.spatial(this, window, g);
      Check.dtype(this, g, g.dtype() == x.dtype(), x.dtype().text());
      Check.shapes(this, g.shape(), window.output(x.shape()).with(-1, g.shape().dim(-1)));
      int channels = x.shape().last();
      if (groups < 1 || channels % groups != 0 || g.shape().last() % groups != 0) {
        throw Check.fault(this, groups + " groups do not divide the channels of " + x, "");
      }
      Shape size = Shape.of(window.size().stream().mapToInt(i -> i).toArray());
      return new TensorType(x.dtype(), size.append(channels / groups).append(g.shape().last()));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.convKernel(this, argument);
    }
  }

  /**
   * How a window's elements are combined; padding counts as 0 for SUM and as −∞ for MAX, but never
   * as the greatest element: a window of padding only has none. NaN counts as greatest.
   */
  enum Pooling {
    MAX,
    SUM
  }

  /** x (b, spatial…, c) → (b, out…, c). */
  record Pool(Pooling pooling, Window window) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      Check.spatial(this, window, operands.get(0));
      return new TensorType(operands.get(0).dtype(), window.output(operands.get(0).shape()));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.pool(this, argument);
    }
  }

  /**
   * The gradient of {@link Pool} to its input. MAX: (x, g), each g goes to the first greatest
   * element of its window. SUM: (g), each g goes to all elements of its window.
   */
  record PoolGradient(Pooling pooling, Window window, List<Dim> spatial) implements Op {
    public PoolGradient {
      spatial = List.copyOf(spatial);
    }

    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, pooling == Pooling.MAX ? 2 : 1);
      TensorType g = operands.get(operands.size() - 1);
      Check.spatial(this, window, g);
      Check.length(this, "spatial", spatial, window.rank());
      Shape x = new Shape(spatial).prepend(g.shape().dim(0)).append(g.shape().dim(-1));
      Check.shapes(this, g.shape(), window.output(x));
      if (pooling == Pooling.MAX) {
        Check.same(this, operands.get(0), new TensorType(g.dtype(), x));
      }
      return new TensorType(g.dtype(), x);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.poolGradient(this, argument);
    }
  }

  /** (x, v) → for each window the element of v at the first greatest element of x; 0 of none. */
  record PoolPick(Window window) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 2);
      Check.same(this, operands.get(0), operands.get(1));
      Check.spatial(this, window, operands.get(0));
      return new TensorType(operands.get(0).dtype(), window.output(operands.get(0).shape()));
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.poolPick(this, argument);
    }
  }

  // ---- random numbers, control

  /**
   * Uniform numbers in [0, 1) by Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011): key = the 64
   * bits of {@code key}, the low word first; counter words = (step, micro, example, block), each
   * the low 32 bits of an i64. Operands: step and micro, scalars; example, a scalar, or a vector as
   * long as the shape's first axis. Elements are numbered from 0 in row-major order, within each
   * example if example is a vector. f32: block = element / 4, word element % 4, its top 24 bits ×
   * 2⁻²⁴. f64: block = element / 2, words w = 2·(element % 2) and w + 1, (w ≪ 32 | w+1) ≫ 11, ×
   * 2⁻⁵³.
   */
  record Random(long key, TensorType type) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 3);
      Check.dtype(this, type, type.dtype().isFloating(), "a floating type");
      for (int i = 0; i < 3; i++) {
        TensorType x = operands.get(i);
        Check.dtype(this, x, x.dtype() == DType.I64, "i64 counters");
        boolean perExample = i == 2 && x.shape().rank() == 1 && type.shape().rank() > 0;
        Check.shapes(this, x.shape(), perExample ? type.shape().part(0, 1) : Shape.SCALAR);
      }
      return type;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.random(this, argument);
    }
  }

  /**
   * Runs {@code body} once for each index of the sequences' first axis ({@code length} times),
   * handing carries on. Operands: initial carries, sequences (length, …), constants. Body inputs:
   * carries, one slice of each sequence, constants, the time index (scalar i64). Body outputs: the
   * next carries, then values that are stacked at their time index. Results, taken by {@link Part}:
   * the last carries, then the stacks. Reverse: from the last index to the first.
   */
  record Scan(Graph body, int carries, int sequences, Dim length, boolean reverse) implements Op {
    /** The types of all results. */
    public List<TensorType> results() {
      List<TensorType> results = new ArrayList<>();
      for (int i = 0; i < body.outputs().size(); i++) {
        TensorType type = body.outputs().get(i).type();
        results.add(
            i < carries ? type : new TensorType(type.dtype(), type.shape().prepend(length)));
      }
      return results;
    }

    /** The result of part 0, so that the node has a type; parts are what counts. */
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, body.inputs().size() - 1);
      for (int i = 0; i < operands.size(); i++) {
        TensorType inner = body.inputs().get(i).type();
        boolean slice = i >= carries && i < carries + sequences;
        Shape outer = slice ? inner.shape().prepend(length) : inner.shape();
        Check.same(this, operands.get(i), new TensorType(inner.dtype(), outer));
        if (i < carries) {
          Check.same(this, inner, body.outputs().get(i).type());
        }
      }
      return results().get(0);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.scan(this, argument);
    }
  }

  /** Result number {@code index} of a {@link Scan}; its type is set by {@link Tensor#part}. */
  record Part(int index, TensorType type) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      return type;
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.part(this, argument);
    }
  }

  /** The operand; no gradient flows through. */
  record StopGradient() implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, 1);
      return operands.get(0);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.stopGradient(this, argument);
    }
  }

  /**
   * (y, x₁ … xₙ) → y, with a gradient of its own: {@code gradient} maps (x₁ … xₙ, y, dy) to (dx₁ …
   * dxₙ). Nothing flows through y itself; in a gradient of the gradient, y has this gradient again.
   */
  record CustomGradient(Graph gradient) implements Op {
    @Override
    public TensorType infer(List<TensorType> operands) {
      Check.count(this, operands, gradient.inputs().size() - 1);
      for (int i = 1; i < operands.size(); i++) {
        Check.same(this, operands.get(i), gradient.inputs().get(i - 1).type());
        Check.same(this, operands.get(i), gradient.outputs().get(i - 1).type());
      }
      return operands.get(0);
    }

    @Override
    public <A, R extends @Nullable Object> R accept(Visitor<A, R> visitor, A argument) {
      return visitor.customGradient(this, argument);
    }
  }

  /** One method for each operation: whoever treats operations implements all of them. */
  @ProviderType
  interface Visitor<A, R extends @Nullable Object> {
    R constant(Constant op, A argument);

    R input(Input op, A argument);

    R iota(Iota op, A argument);

    R size(Size op, A argument);

    R unary(Unary op, A argument);

    R binary(Binary op, A argument);

    R compare(Compare op, A argument);

    R select(Select op, A argument);

    R cast(Cast op, A argument);

    R reduce(Reduce op, A argument);

    R argMax(ArgMax op, A argument);

    R argSort(ArgSort op, A argument);

    R cumSum(CumSum op, A argument);

    R broadcast(Broadcast op, A argument);

    R reshape(Reshape op, A argument);

    R transpose(Transpose op, A argument);

    R slice(Slice op, A argument);

    R pad(Pad op, A argument);

    R concat(Concat op, A argument);

    R reverse(Reverse op, A argument);

    R gather(Gather op, A argument);

    R scatterAdd(ScatterAdd op, A argument);

    R dynamicSlice(DynamicSlice op, A argument);

    R dynamicUpdate(DynamicUpdate op, A argument);

    R matMul(MatMul op, A argument);

    R conv(Conv op, A argument);

    R convInput(ConvInput op, A argument);

    R convKernel(ConvKernel op, A argument);

    R pool(Pool op, A argument);

    R poolGradient(PoolGradient op, A argument);

    R poolPick(PoolPick op, A argument);

    R random(Random op, A argument);

    R scan(Scan op, A argument);

    R part(Part op, A argument);

    R stopGradient(StopGradient op, A argument);

    R customGradient(CustomGradient op, A argument);
  }

  /** The checks that shape rules share; each failure names the operation and the operands. */
  final class Check {
    private Check() {}

    static ShapeException fault(Op op, String what, String hint) {
      return new ShapeException("", op.name() + ": " + what, hint);
    }

    static void count(Op op, List<TensorType> operands, int count) {
      if (operands.size() != count) {
        throw fault(op, "takes " + count + " operands, got " + operands.size(), "");
      }
    }

    static void length(Op op, String what, List<?> list, int rank) {
      if (list.size() != rank) {
        throw fault(op, what + " needs " + rank + " entries, got " + list, "");
      }
    }

    static void dtype(Op op, TensorType type, boolean allowed, String needed) {
      if (!allowed) {
        throw fault(op, "needs " + needed + ", got " + type, "cast it");
      }
    }

    static void same(Op op, TensorType a, TensorType b) {
      if (!a.equals(b)) {
        boolean dtypes = a.shape().equals(b.shape());
        throw fault(
            op,
            "operands must be of one type and shape, got " + a + " and " + b,
            dtypes ? "cast one of them" : "");
      }
    }

    static void shapes(Op op, Shape a, Shape b) {
      if (!a.equals(b)) {
        throw fault(op, "shapes do not fit: " + a + " and " + b, "");
      }
    }

    static void ascending(Op op, List<Integer> axes, int rank) {
      int last = -1;
      for (int axis : axes) {
        if (axis <= last || axis >= rank) {
          throw fault(op, "axes must ascend from 0 to " + (rank - 1) + ", got " + axes, "");
        }
        last = axis;
      }
      if (new HashSet<>(axes).size() != axes.size()) {
        throw fault(op, "axes must differ, got " + axes, "");
      }
    }

    static Shape gathered(Shape table, Shape indices, int axis) {
      return table.part(0, axis).concat(indices).concat(table.part(axis + 1, table.rank()));
    }

    static void block(Op op, Shape x, Shape block, TensorType starts) {
      dtype(op, starts, starts.dtype().isInteger(), "integer starts");
      shapes(op, starts.shape(), Shape.of(x.rank()));
      if (block.rank() != x.rank()) {
        throw fault(op, "block " + block + " and " + x + " differ in rank", "");
      }
      for (int i = 0; i < x.rank(); i++) {
        Dim room = x.dim(i).minus(block.dim(i));
        if (room.isFixed() && room.size() < 0) {
          throw fault(op, "block " + block + " is larger than " + x, "");
        }
      }
    }

    static void spatial(Op op, Window window, TensorType x) {
      dtype(op, x, x.dtype().isFloating(), "a floating type");
      if (x.shape().rank() != window.rank() + 2) {
        throw fault(
            op,
            "needs (batch, " + window.rank() + " spatial axes, channels), got " + x.shape(),
            "");
      }
    }

    static void kernel(Op op, Window window, int groups, TensorType x, TensorType kernel) {
      dtype(op, kernel, kernel.dtype() == x.dtype(), x.dtype().text());
      length(op, "kernel", kernel.shape().dims(), window.rank() + 2);
      for (int i = 0; i < window.rank(); i++) {
        if (!kernel.shape().dim(i).is(window.size().get(i))) {
          throw fault(op, "kernel " + kernel.shape() + " is not of size " + window.size(), "");
        }
      }
      int channels = x.shape().last();
      boolean fits = groups >= 1 && kernel.shape().size(-2) * groups == channels;
      if (!fits || kernel.shape().last() % groups != 0) {
        throw fault(
            op,
            "kernel "
                + kernel.shape()
                + " does not fit "
                + channels
                + " input channels in "
                + groups
                + " groups",
            "");
      }
    }
  }
}
