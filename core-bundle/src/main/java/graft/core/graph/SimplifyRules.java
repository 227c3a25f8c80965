package graft.core.graph;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.core.reference.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each operation on given operands can be replaced by, or null. Every rule gives the same bits
 * for every value, NaN and −0 included: so x + 0 stays (−0 + 0 is 0) while x + −0 and x − 0 go, and
 * x · 0, x − x, sums in another order, or a product with 1/c are no rules. Constants are folded by
 * the interpreter, where IEEE 754 leaves no choice: what other accelerators compute by polynomials
 * of their own is left to them.
 */
final class SimplifyRules implements Op.Visitor<List<Tensor>, @Nullable Tensor> {
  private final Simplifier make;

  SimplifyRules(Simplifier make) {
    this.make = make;
  }

  // ---- what the rules look at

  /** The number that every element is, or null. */
  static Op.@Nullable Constant uniform(Tensor x) {
    if (x.op() instanceof Op.Constant constant) {
      return constant;
    }
    return x.op() instanceof Op.Broadcast ? constant(x.operands().get(0)) : null;
  }

  private static Op.@Nullable Constant constant(Tensor x) {
    return x.op() instanceof Op.Constant constant ? constant : null;
  }

  /** True if every element is this number; 0 and −0 are two. */
  private static boolean is(Tensor x, double number) {
    Op.Constant constant = uniform(x);
    if (constant == null) {
      return false;
    }
    return constant.dtype().isFloating()
        ? Double.compare(constant.number(), number) == 0
        : constant.integer() == (long) number;
  }

  /** The only operand of x if x is the scalar operand repeated; else null. */
  private static @Nullable Tensor repeated(Tensor x) {
    boolean scalar = x.op() instanceof Op.Broadcast && x.operands().get(0).rank() == 0;
    return scalar ? x.operands().get(0) : null;
  }

  private Tensor repeat(Tensor scalar, Shape shape) {
    return make.node(new Op.Broadcast(shape, List.of()), scalar);
  }

  private @Nullable Tensor folded(Op op, List<Tensor> operands) {
    List<Op.Constant> constants = new ArrayList<>();
    for (Tensor operand : operands) {
      if (!(operand.op() instanceof Op.Constant constant)) {
        return null;
      }
      constants.add(constant);
    }
    return make.node(Interpreter.constant(op, constants));
  }

  /**
   * An elementwise operation on operands that are all repeated along the same axes is done before
   * they are repeated; scalars among them fit any axes.
   */
  private @Nullable Tensor pulled(Op op, List<Tensor> operands) {
    Tensor first = operands.get(0);
    for (Tensor operand : operands) {
      if (!(operand.op() instanceof Op.Broadcast)) {
        return null;
      }
      first = repeated(operand) == null ? operand : first;
    }
    Shape shape = first.operands().get(0).shape();
    List<Tensor> sources = new ArrayList<>();
    for (Tensor operand : operands) {
      Tensor scalar = repeated(operand);
      if (operand.op().equals(first.op())) {
        sources.add(operand.operands().get(0));
      } else if (scalar != null) {
        sources.add(repeat(scalar, shape));
      } else {
        return null;
      }
    }
    return make.node(first.op(), make.node(op, sources));
  }

  private static boolean zero(List<Dim> dims) {
    return dims.stream().allMatch(dim -> dim.is(0));
  }

  // ---- leaves

  @Override
  public @Nullable Tensor constant(Op.Constant op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor input(Op.Input op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor iota(Op.Iota op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor size(Op.Size op, List<Tensor> operands) {
    return op.dim().isFixed() ? make.node(Op.Constant.of(DType.I64, (long) op.dim().size())) : null;
  }

  // ---- elementwise

  @Override
  public @Nullable Tensor unary(Op.Unary op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    boolean twice = x.op().equals(op);
    return switch (op.function()) {
      case NEGATE, NOT -> twice ? x.operands().get(0) : exact(op, operands);
      case ABS, SIGN, SQRT, FLOOR, CEIL, ROUND, IS_FINITE, IS_NAN -> exact(op, operands);
      case EXP, EXPM1, LOG, LOG1P, RSQRT, SIN, COS, TANH, SIGMOID, ERF -> pulled(op, operands);
    };
  }

  private @Nullable Tensor exact(Op op, List<Tensor> operands) {
    Tensor constant = folded(op, operands);
    return constant != null ? constant : pulled(op, operands);
  }

  @Override
  public @Nullable Tensor binary(Op.Binary op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Tensor y = operands.get(1);
    double zero = x.dtype().isFloating() ? -0.0 : 0;
    Tensor simpler =
        switch (op.function()) {
          case ADD -> is(y, zero) ? x : is(x, zero) ? y : null;
          case SUBTRACT -> is(y, 0) ? x : null;
          case MULTIPLY -> is(y, 1) ? x : is(x, 1) ? y : null;
          case DIVIDE, POWER -> is(y, 1) ? x : null;
          case MAXIMUM, MINIMUM -> x == y ? x : null;
          case AND, OR -> x == y ? x : null;
          case REMAINDER, XOR -> null;
        };
    if (simpler != null) {
      return simpler;
    }
    return op.function() == Op.BinaryFunction.POWER ? pulled(op, operands) : exact(op, operands);
  }

  @Override
  public @Nullable Tensor compare(Op.Compare op, List<Tensor> operands) {
    return exact(op, operands);
  }

  @Override
  public @Nullable Tensor select(Op.Select op, List<Tensor> operands) {
    Tensor condition = operands.get(0);
    Tensor a = operands.get(1);
    Tensor b = operands.get(2);
    Op.Constant fixed = uniform(condition);
    if (fixed != null) {
      return fixed.integer() != 0 ? a : b;
    }
    if (a == b) {
      return a;
    }
    return condition.op().equals(new Op.Unary(Op.UnaryFunction.NOT))
        ? make.node(op, condition.operands().get(0), b, a)
        : pulled(op, operands);
  }

  @Override
  public @Nullable Tensor cast(Op.Cast op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    if (x.dtype() == op.dtype()) {
      return x;
    }
    if (x.op() instanceof Op.Cast inner && widens(x.operands().get(0).dtype(), inner.dtype())) {
      return make.node(op, x.operands().get(0));
    }
    return exact(op, operands);
  }

  /** True if every value of {@code from} is one of {@code to}. */
  private static boolean widens(DType from, DType to) {
    return switch (from) {
      case BOOL -> true;
      case I32 -> to == DType.I64 || to == DType.F64;
      case F32 -> to == DType.F64;
      case F64, I64 -> false;
      case STRING -> throw DType.notInTensors();
    };
  }

  // ---- reductions

  @Override
  public @Nullable Tensor reduce(Op.Reduce op, List<Tensor> operands) {
    return op.axes().isEmpty() ? operands.get(0) : null;
  }

  @Override
  public @Nullable Tensor argMax(Op.ArgMax op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor argSort(Op.ArgSort op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor cumSum(Op.CumSum op, List<Tensor> operands) {
    return null;
  }

  // ---- shapes

  @Override
  public @Nullable Tensor broadcast(Op.Broadcast op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    if (x.shape().equals(op.shape())) {
      return x;
    }
    if (x.op() instanceof Op.Broadcast inner) {
      List<Integer> axes = inner.axes().stream().map(op.axes()::get).toList();
      return make.node(new Op.Broadcast(op.shape(), axes), x.operands().get(0));
    }
    return null;
  }

  @Override
  public @Nullable Tensor reshape(Op.Reshape op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    if (x.shape().equals(op.shape())) {
      return x;
    }
    if (x.op() instanceof Op.Reshape) {
      return make.node(op, x.operands().get(0));
    }
    Tensor scalar = x.rank() == 0 ? x : repeated(x);
    return scalar != null ? repeat(scalar, op.shape()) : null;
  }

  @Override
  public @Nullable Tensor transpose(Op.Transpose op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    List<Integer> permutation = op.permutation();
    if (permutation.equals(IntStream.range(0, x.rank()).boxed().toList())) {
      return x;
    }
    if (x.op() instanceof Op.Transpose inner) {
      List<Integer> both = permutation.stream().map(inner.permutation()::get).toList();
      return make.node(new Op.Transpose(both), x.operands().get(0));
    }
    if (x.op() instanceof Op.Broadcast inner) {
      List<Integer> axes = inner.axes().stream().map(permutation::indexOf).toList();
      boolean ascending = axes.equals(axes.stream().sorted().toList());
      Shape shape = new Shape(permutation.stream().map(x.shape()::dim).toList());
      return ascending ? make.node(new Op.Broadcast(shape, axes), x.operands().get(0)) : null;
    }
    return null;
  }

  @Override
  public @Nullable Tensor slice(Op.Slice op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Shape shape = new Shape(op.sizes());
    boolean dense = op.strides().stream().allMatch(stride -> stride == 1);
    if (zero(op.starts()) && dense && x.shape().equals(shape)) {
      return x;
    }
    Tensor scalar = repeated(x);
    return scalar != null ? repeat(scalar, shape) : null;
  }

  @Override
  public @Nullable Tensor pad(Op.Pad op, List<Tensor> operands) {
    boolean dense = op.interior().stream().allMatch(interior -> interior == 0);
    return dense && zero(op.low()) && zero(op.high()) ? operands.get(0) : null;
  }

  @Override
  public @Nullable Tensor concat(Op.Concat op, List<Tensor> operands) {
    return operands.size() == 1 ? operands.get(0) : null;
  }

  @Override
  public @Nullable Tensor reverse(Op.Reverse op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    return op.axes().isEmpty() || repeated(x) != null ? x : null;
  }

  // ---- indexing

  @Override
  public @Nullable Tensor gather(Op.Gather op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor scatterAdd(Op.ScatterAdd op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor dynamicSlice(Op.DynamicSlice op, List<Tensor> operands) {
    Tensor x = operands.get(0);
    Tensor scalar = repeated(x);
    if (x.shape().dims().equals(op.sizes())) {
      return x;
    }
    return scalar != null ? repeat(scalar, new Shape(op.sizes())) : null;
  }

  @Override
  public @Nullable Tensor dynamicUpdate(Op.DynamicUpdate op, List<Tensor> operands) {
    return operands.get(1).shape().equals(operands.get(0).shape()) ? operands.get(1) : null;
  }

  // ---- linear algebra, convolution, pooling

  @Override
  public @Nullable Tensor matMul(Op.MatMul op, List<Tensor> operands) {
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    boolean swapA = swapsLast(a);
    boolean swapB = swapsLast(b);
    if (!swapA && !swapB) {
      return null;
    }
    return make.node(
        new Op.MatMul(op.transposeA() != swapA, op.transposeB() != swapB),
        swapA ? a.operands().get(0) : a,
        swapB ? b.operands().get(0) : b);
  }

  /** True for a transpose of the last two axes and no other. */
  private static boolean swapsLast(Tensor x) {
    if (!(x.op() instanceof Op.Transpose transpose) || x.rank() < 2) {
      return false;
    }
    List<Integer> swapped = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Collections.swap(swapped, x.rank() - 1, x.rank() - 2);
    return transpose.permutation().equals(swapped);
  }

  @Override
  public @Nullable Tensor conv(Op.Conv op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor convInput(Op.ConvInput op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor convKernel(Op.ConvKernel op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor pool(Op.Pool op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor poolGradient(Op.PoolGradient op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor poolPick(Op.PoolPick op, List<Tensor> operands) {
    return null;
  }

  // ---- random numbers, control

  @Override
  public @Nullable Tensor random(Op.Random op, List<Tensor> operands) {
    return null;
  }

  @Override
  public @Nullable Tensor scan(Op.Scan op, List<Tensor> operands) {
    return new ScanInputs(op, operands).simplified(make);
  }

  /** A carry that the body hands on as it is was that from the start. */
  @Override
  public @Nullable Tensor part(Op.Part op, List<Tensor> operands) {
    Tensor scan = operands.get(0);
    Op.Scan whole = (Op.Scan) scan.op();
    boolean same =
        op.index() < whole.carries()
            && whole.body().outputs().get(op.index()) == whole.body().inputs().get(op.index());
    return same ? scan.operands().get(op.index()) : null;
  }

  @Override
  public @Nullable Tensor stopGradient(Op.StopGradient op, List<Tensor> operands) {
    return operands.get(0);
  }

  @Override
  public @Nullable Tensor customGradient(Op.CustomGradient op, List<Tensor> operands) {
    return operands.get(0);
  }
}
