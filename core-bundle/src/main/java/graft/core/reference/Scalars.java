package graft.core.reference;

import graft.api.Op.BinaryFunction;
import graft.api.Op.Comparison;
import graft.api.Op.Reduction;
import graft.api.Op.UnaryFunction;

/** What elementwise functions mean for one element; booleans are the integers 0 and 1. */
final class Scalars {
  private Scalars() {}

  static double unary(UnaryFunction function, double x) {
    return switch (function) {
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> Math.exp(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG1P -> Math.log1p(x);
      case SQRT -> Math.sqrt(x);
      case RSQRT -> 1 / Math.sqrt(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case ERF -> erf(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case IS_FINITE -> Double.isFinite(x) ? 1 : 0;
      case IS_NAN -> Double.isNaN(x) ? 1 : 0;
      case NOT -> throw new AssertionError(function + " of a floating type");
    };
  }

  static long unary(UnaryFunction function, long x) {
    return switch (function) {
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Long.signum(x);
      case NOT -> 1 - x;
      default -> throw new AssertionError(function + " of an integer type");
    };
  }

  static double binary(BinaryFunction function, double x, double y) {
    return switch (function) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case POWER -> Math.pow(x, y);
      case MAXIMUM -> Math.max(x, y);
      case MINIMUM -> Math.min(x, y);
      case REMAINDER -> {
        double rest = x % y;
        yield rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
      }
      case AND, OR, XOR -> throw new AssertionError(function + " of a floating type");
    };
  }

  static long binary(BinaryFunction function, long x, long y) {
    return switch (function) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> y == 0 ? 0 : Math.floorDiv(x, y);
      case REMAINDER -> y == 0 ? 0 : Math.floorMod(x, y);
      case MAXIMUM -> Math.max(x, y);
      case MINIMUM -> Math.min(x, y);
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
      case POWER -> throw new AssertionError(function + " of an integer type");
    };
  }

  static boolean compare(Comparison comparison, double x, double y) {
    return switch (comparison) {
      case EQUAL -> x == y;
      case NOT_EQUAL -> x != y;
      case LESS -> x < y;
      case LESS_EQUAL -> x <= y;
      case GREATER -> x > y;
      case GREATER_EQUAL -> x >= y;
    };
  }

  static boolean compare(Comparison comparison, long x, long y) {
    return switch (comparison) {
      case EQUAL -> x == y;
      case NOT_EQUAL -> x != y;
      case LESS -> x < y;
      case LESS_EQUAL -> x <= y;
      case GREATER -> x > y;
      case GREATER_EQUAL -> x >= y;
    };
  }

  /** The order that sorting and the greatest element go by: NaN is greatest, −0 equals 0. */
  static int order(double x, double y) {
    if (x < y) {
      return -1;
    }
    return x > y ? 1 : Boolean.compare(Double.isNaN(x), Double.isNaN(y));
  }

  /** The function that a reduction applies again and again. */
  static BinaryFunction combiner(Reduction reduction) {
    return switch (reduction) {
      case SUM -> BinaryFunction.ADD;
      case PRODUCT -> BinaryFunction.MULTIPLY;
      case MAX -> BinaryFunction.MAXIMUM;
      case MIN -> BinaryFunction.MINIMUM;
    };
  }

  /**
   * 2/√π ∫₀ˣ e^(-t²) dt, relative error below 2e-15. Up to |x| = 3 by the series 2/√π · x · e^(-x²)
   * · Σ (2x²)ⁿ / (1·3·5 … (2n+1)), whose terms are all positive; beyond by the continued fraction
   * of 1 − erf. Reference: Abramowitz and Stegun, 7.1.6 and 7.1.14.
   */
  private static double erf(double x) {
    if (Double.isNaN(x) || x == 0) {
      return x;
    }
    double a = Math.abs(x);
    if (a > 3) {
      double fraction = a;
      for (int n = 60; n >= 1; n--) {
        fraction = a + n / 2.0 / fraction;
      }
      return Math.signum(x) * (1 - Math.exp(-a * a) / (fraction * Math.sqrt(Math.PI)));
    }
    double sum = 0;
    double term = x;
    for (int n = 1; sum + term != sum; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
