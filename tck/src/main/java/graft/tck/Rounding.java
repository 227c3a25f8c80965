package graft.tck;

import graft.api.DType;
import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.Reduction;
import graft.api.Op.UnaryFunction;
import graft.api.Tensor;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far an accelerator's result of one operation may be from the rounded true one.
 *
 * <p>EXACT: IEEE 754 fixes it (+, −, ×, comparisons, moves, casts, integers, random bits). CLOSE:
 * functions that are approximated, and ÷ and √. SUM: additions whose order is free.
 */
enum Rounding {
  EXACT,
  CLOSE,
  SUM;

  private static final Set<UnaryFunction> FIXED =
      EnumSet.of(
          UnaryFunction.NEGATE,
          UnaryFunction.ABS,
          UnaryFunction.SIGN,
          UnaryFunction.FLOOR,
          UnaryFunction.CEIL,
          UnaryFunction.ROUND,
          UnaryFunction.NOT,
          UnaryFunction.IS_FINITE,
          UnaryFunction.IS_NAN);

  static Rounding of(Tensor node) {
    Op op = node.op();
    if (op instanceof Op.Scan scan) {
      boolean exact = scan.body().nodes().stream().allMatch(inner -> of(inner) == EXACT);
      return exact ? EXACT : CLOSE;
    }
    if (op instanceof Op.Part) {
      return of(node.operands().get(0));
    }
    if (!node.dtype().isFloating()) {
      return EXACT;
    }
    if (op instanceof Op.Unary unary) {
      return FIXED.contains(unary.function()) ? EXACT : CLOSE;
    }
    if (op instanceof Op.Binary binary) {
      boolean free =
          binary.function() == BinaryFunction.DIVIDE
              || binary.function() == BinaryFunction.POWER
              || binary.function() == BinaryFunction.REMAINDER;
      return free ? CLOSE : EXACT;
    }
    if (op instanceof Op.Reduce reduce) {
      return switch (reduce.reduction()) {
        case SUM -> SUM;
        case PRODUCT -> CLOSE;
        case MAX, MIN -> EXACT;
      };
    }
    boolean sums =
        op instanceof Op.CumSum
            || op instanceof Op.MatMul
            || op instanceof Op.Conv
            || op instanceof Op.ConvInput
            || op instanceof Op.ConvKernel
            || op instanceof Op.ScatterAdd
            || op instanceof Op.PoolGradient
            || (op instanceof Op.Pool pool && pool.pooling() == Op.Pooling.SUM);
    return sums ? SUM : EXACT;
  }

  /**
   * True for convolutions: where padding, or the gap of a stride, meets an infinite number they may
   * leave it out, or multiply it by 0 and get NaN.
   */
  static boolean padded(Op op) {
    return op instanceof Op.Conv || op instanceof Op.ConvInput || op instanceof Op.ConvKernel;
  }

  /** True if two correct results may differ in the sign of a zero. */
  static boolean looseZero(Op op) {
    return (op instanceof Op.Binary binary
            && (binary.function() == BinaryFunction.MAXIMUM
                || binary.function() == BinaryFunction.MINIMUM))
        || (op instanceof Op.Reduce reduce
            && (reduce.reduction() == Reduction.MAX || reduce.reduction() == Reduction.MIN))
        || op instanceof Op.Pool;
  }

  /**
   * Units in the last place that a CLOSE result may be off: the functions as OpenCL's full profile
   * allows for f32 (exp 3, log 3, tanh 5, pow 16 …), with room for the compositions used for
   * sigmoid and erf.
   */
  static double ulps(Op op) {
    if (op instanceof Op.Binary binary) {
      return binary.function() == BinaryFunction.POWER ? 16 : 1;
    }
    if (op instanceof Op.Unary unary) {
      return switch (unary.function()) {
        case SQRT -> 1;
        case RSQRT -> 2;
        case EXP, EXPM1, LOG, LOG1P, SIN, COS -> 4;
        case TANH, SIGMOID -> 6;
        case ERF -> 16;
        default -> 0;
      };
    }
    return 8;
  }

  /** 2⁻²³ or 2⁻⁵²: the relative size of a unit in the last place. */
  static double unit(DType dtype) {
    return dtype == DType.F64 ? 0x1p-52 : 0x1p-23;
  }

  /** The least normal number: below it functions may flush to zero. */
  static double leastNormal(DType dtype) {
    return dtype == DType.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
  }
}
