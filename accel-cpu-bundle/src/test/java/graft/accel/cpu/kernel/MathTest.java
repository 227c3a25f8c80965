package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/** Every function: scalar against double precision in ulp, and vector against scalar in bits. */
class MathTest {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /** Distance of the bits tried: some 200,000 values of all magnitudes and signs. */
  private static final int STEP = 20_011;

  /** For pow, each with 33 exponents. */
  private static final int WIDE_STEP = 200_003;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    0.5f,
    -0.5f,
    1.5f,
    2f,
    2.5f,
    -2.5f,
    3f,
    -3f,
    4194303.5f,
    8388607.5f,
    16777215f,
    16777216f,
    65536f,
    88.72284f,
    -87.4f,
    -103.9f,
    1e-30f
  };

  private interface Scalar {
    float at(float x);
  }

  private interface Scalar2 {
    float at(float x, float y);
  }

  private static void check(
      String name, double ulps, Scalar f, UnaryOperator<FloatVector> v, DoubleUnaryOperator exact) {
    check(
        name,
        ulps,
        (x, y) -> f.at(x),
        (x, y) -> v.apply(x),
        (x, y) -> exact.applyAsDouble(x),
        0,
        STEP);
  }

  private static void check(
      String name,
      double ulps,
      Scalar2 f,
      BinaryOperator<FloatVector> v,
      DoubleBinaryOperator exact,
      float y,
      int step) {
    FloatVector second = FloatVector.broadcast(S, y);
    float[] in = new float[S.length()];
    float[] out = new float[S.length()];
    int lane = 0;
    for (long bits = 0; bits < (1L << 32) + 96L * step; bits += step) {
      int special = (int) ((bits - (1L << 32)) / step);
      in[lane++] =
          bits < 1L << 32 ? Float.intBitsToFloat((int) bits) : SPECIAL[special % SPECIAL.length];
      if (lane < in.length) {
        continue;
      }
      lane = 0;
      v.apply(FloatVector.fromArray(S, in, 0), second).intoArray(out, 0);
      for (int i = 0; i < in.length; i++) {
        float result = f.at(in[i], y);
        double want = exact.applyAsDouble(in[i], y);
        if (bits(result) != bits(out[i]) || !close(ulps, want, result)) {
          fail(name + "(" + in[i] + ", " + y + ") = " + result + ", " + out[i] + ", not " + want);
        }
      }
    }
  }

  private static boolean close(double ulps, double exact, float result) {
    float rounded = (float) exact;
    if (exact == 0) {
      return bits(rounded) == bits(result);
    }
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || Float.isInfinite(result)) {
      // At the border of the range the last bit decides between the largest number and infinity.
      boolean border = Math.abs(exact) > 3.4028e38 && Math.abs(exact) < 3.4029e38;
      return border || bits(rounded) == bits(result);
    }
    return Math.abs(exact - result) <= ulps * Math.ulp(rounded);
  }

  @Test
  void exponentialsAndLogarithms() {
    check("exp", 1, ScalarMath::exp, VectorMath::exp, Math::exp);
    check("expm1", 1.5, ScalarMath::expm1, VectorMath::expm1, Math::expm1);
    check("log", 1, ScalarMath::log, VectorMath::log, Math::log);
    check("log1p", 1, ScalarMath::log1p, VectorMath::log1p, Math::log1p);
  }

  @Test
  void sigmoids() {
    check("tanh", 2.5, ScalarMath::tanh, VectorMath::tanh, Math::tanh);
    check("sigmoid", 2.5, ScalarMath::sigmoid, VectorMath::sigmoid, x -> 1 / (1 + Math.exp(-x)));
    check("erf", 1, ScalarMath::erf, VectorMath::erf, MathTest::erf);
  }

  @Test
  void waves() {
    check("sin", 1.5, ScalarMath::sin, VectorMath::sin, Math::sin);
    check("cos", 1.5, ScalarMath::cos, VectorMath::cos, Math::cos);
  }

  @Test
  void roots() {
    check("sqrt", 0.5, ScalarMath::sqrt, VectorMath::sqrt, Math::sqrt);
    check("rsqrt", 1.5, ScalarMath::rsqrt, VectorMath::rsqrt, x -> 1 / Math.sqrt(x));
  }

  @Test
  void roundings() {
    check("round", 0, ScalarMath::round, VectorMath::round, Math::rint);
    check("floor", 0, ScalarMath::floor, VectorMath::floor, Math::floor);
    check("ceil", 0, ScalarMath::ceil, VectorMath::ceil, Math::ceil);
  }

  @Test
  void powers() {
    for (float y : SPECIAL) {
      check("pow", 1.25, ScalarMath::pow, VectorMath::pow, Math::pow, y, WIDE_STEP);
    }
    for (float y : new float[] {-1.7f, 33.3f, 0.001f, 1000}) {
      check("pow", 1.25, ScalarMath::pow, VectorMath::pow, Math::pow, y, WIDE_STEP);
    }
  }

  @Test
  void greatestAndLeastPassNaNOn() {
    for (float y : SPECIAL) {
      FloatVector second = FloatVector.broadcast(S, y);
      for (float x : SPECIAL) {
        FloatVector first = FloatVector.broadcast(S, x);
        float max = ScalarMath.max(x, y);
        float min = ScalarMath.min(x, y);
        assertEquals(Math.max(x, y), max, 0f);
        assertEquals(Math.min(x, y), min, 0f);
        assertEquals(bits(max), bits(VectorMath.max(first, second).lane(0)));
        assertEquals(bits(min), bits(VectorMath.min(first, second).lane(0)));
      }
    }
  }

  private static int bits(float x) {
    return Float.floatToIntBits(x);
  }

  /** Series for small x, continued fraction of erfc for large x (Abramowitz and Stegun 7.1). */
  private static double erf(double x) {
    if (x == 0 || x != x) {
      return x;
    }
    double a = Math.abs(x);
    double result = 1;
    if (a < 2.5) {
      double term = a;
      double sum = a;
      for (int n = 1; n < 60; n++) {
        term *= -a * a / n;
        sum += term / (2 * n + 1);
      }
      result = 2 / Math.sqrt(Math.PI) * sum;
    } else if (a < 6) {
      double fraction = 0;
      for (int n = 100; n >= 1; n--) {
        fraction = n / 2.0 / (a + fraction);
      }
      result = 1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction);
    }
    return Math.copySign(result, x);
  }
}
