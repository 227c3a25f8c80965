package graft.accel.cpu.code;

import graft.accel.cpu.kernel.ScalarMath;

/**
 * The elementwise operations on single values, for every dtype, under the names that {@link Recipe}
 * gives them. Generated code calls these; f32 functions have the bits of {@link VectorOps}, f64
 * ones are StrictMath's, as Math's bits differ between interpreter, compilers and JDKs.
 */
public final class ScalarOps {
  private ScalarOps() {}

  // ---- arithmetic

  public static float negate(float x) {
    return -x;
  }

  public static float abs(float x) {
    return Math.abs(x);
  }

  public static float sign(float x) {
    return x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;
  }

  public static float add(float x, float y) {
    return x + y;
  }

  public static float subtract(float x, float y) {
    return x - y;
  }

  public static float multiply(float x, float y) {
    return x * y;
  }

  public static float divide(float x, float y) {
    return x / y;
  }

  /** x − ⌊x/y⌋·y, with the sign of y. */
  public static float remainder(float x, float y) {
    float rest = x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
  }

  public static float power(float x, float y) {
    return ScalarMath.pow(x, y);
  }

  public static float maximum(float x, float y) {
    return ScalarMath.max(x, y);
  }

  public static float minimum(float x, float y) {
    return ScalarMath.min(x, y);
  }

  public static double negate(double x) {
    return -x;
  }

  public static double abs(double x) {
    return Math.abs(x);
  }

  public static double sign(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;
  }

  public static double add(double x, double y) {
    return x + y;
  }

  public static double subtract(double x, double y) {
    return x - y;
  }

  public static double multiply(double x, double y) {
    return x * y;
  }

  public static double divide(double x, double y) {
    return x / y;
  }

  /** x − ⌊x/y⌋·y, with the sign of y. */
  public static double remainder(double x, double y) {
    double rest = x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
  }

  public static double power(double x, double y) {
    return StrictMath.pow(x, y);
  }

  public static double maximum(double x, double y) {
    return Math.max(x, y);
  }

  public static double minimum(double x, double y) {
    return Math.min(x, y);
  }

  public static int negate(int x) {
    return -x;
  }

  public static int abs(int x) {
    return Math.abs(x);
  }

  public static int sign(int x) {
    return Integer.signum(x);
  }

  public static int add(int x, int y) {
    return x + y;
  }

  public static int subtract(int x, int y) {
    return x - y;
  }

  public static int multiply(int x, int y) {
    return x * y;
  }

  /** ⌊x/y⌋, and 0 for y = 0. */
  public static int divide(int x, int y) {
    return y == 0 ? 0 : Math.floorDiv(x, y);
  }

  /** x − ⌊x/y⌋·y, and 0 for y = 0. */
  public static int remainder(int x, int y) {
    return y == 0 ? 0 : Math.floorMod(x, y);
  }

  public static int and(int x, int y) {
    return x & y;
  }

  public static int or(int x, int y) {
    return x | y;
  }

  public static int xor(int x, int y) {
    return x ^ y;
  }

  public static int maximum(int x, int y) {
    return Math.max(x, y);
  }

  public static int minimum(int x, int y) {
    return Math.min(x, y);
  }

  public static long negate(long x) {
    return -x;
  }

  public static long abs(long x) {
    return Math.abs(x);
  }

  public static long sign(long x) {
    return Long.signum(x);
  }

  public static long add(long x, long y) {
    return x + y;
  }

  public static long subtract(long x, long y) {
    return x - y;
  }

  public static long multiply(long x, long y) {
    return x * y;
  }

  /** ⌊x/y⌋, and 0 for y = 0. */
  public static long divide(long x, long y) {
    return y == 0 ? 0 : Math.floorDiv(x, y);
  }

  /** x − ⌊x/y⌋·y, and 0 for y = 0. */
  public static long remainder(long x, long y) {
    return y == 0 ? 0 : Math.floorMod(x, y);
  }

  public static long and(long x, long y) {
    return x & y;
  }

  public static long or(long x, long y) {
    return x | y;
  }

  public static long xor(long x, long y) {
    return x ^ y;
  }

  public static long maximum(long x, long y) {
    return Math.max(x, y);
  }

  public static long minimum(long x, long y) {
    return Math.min(x, y);
  }

  public static boolean and(boolean x, boolean y) {
    return x && y;
  }

  public static boolean or(boolean x, boolean y) {
    return x || y;
  }

  public static boolean xor(boolean x, boolean y) {
    return x ^ y;
  }

  public static boolean maximum(boolean x, boolean y) {
    return x || y;
  }

  public static boolean minimum(boolean x, boolean y) {
    return x && y;
  }

  public static boolean not(boolean x) {
    return !x;
  }

  // ---- comparisons, choice

  public static boolean equal(float x, float y) {
    return x == y;
  }

  public static boolean notEqual(float x, float y) {
    return x != y;
  }

  public static boolean less(float x, float y) {
    return x < y;
  }

  public static boolean lessEqual(float x, float y) {
    return x <= y;
  }

  public static boolean greater(float x, float y) {
    return x > y;
  }

  public static boolean greaterEqual(float x, float y) {
    return x >= y;
  }

  public static boolean equal(double x, double y) {
    return x == y;
  }

  public static boolean notEqual(double x, double y) {
    return x != y;
  }

  public static boolean less(double x, double y) {
    return x < y;
  }

  public static boolean lessEqual(double x, double y) {
    return x <= y;
  }

  public static boolean greater(double x, double y) {
    return x > y;
  }

  public static boolean greaterEqual(double x, double y) {
    return x >= y;
  }

  public static boolean equal(int x, int y) {
    return x == y;
  }

  public static boolean notEqual(int x, int y) {
    return x != y;
  }

  public static boolean less(int x, int y) {
    return x < y;
  }

  public static boolean lessEqual(int x, int y) {
    return x <= y;
  }

  public static boolean greater(int x, int y) {
    return x > y;
  }

  public static boolean greaterEqual(int x, int y) {
    return x >= y;
  }

  public static boolean equal(long x, long y) {
    return x == y;
  }

  public static boolean notEqual(long x, long y) {
    return x != y;
  }

  public static boolean less(long x, long y) {
    return x < y;
  }

  public static boolean lessEqual(long x, long y) {
    return x <= y;
  }

  public static boolean greater(long x, long y) {
    return x > y;
  }

  public static boolean greaterEqual(long x, long y) {
    return x >= y;
  }

  public static boolean equal(boolean x, boolean y) {
    return x == y;
  }

  public static boolean notEqual(boolean x, boolean y) {
    return x != y;
  }

  public static boolean less(boolean x, boolean y) {
    return !x && y;
  }

  public static boolean lessEqual(boolean x, boolean y) {
    return !x || y;
  }

  public static boolean greater(boolean x, boolean y) {
    return x && !y;
  }

  public static boolean greaterEqual(boolean x, boolean y) {
    return x || !y;
  }

  public static float select(boolean condition, float x, float y) {
    return condition ? x : y;
  }

  public static double select(boolean condition, double x, double y) {
    return condition ? x : y;
  }

  public static int select(boolean condition, int x, int y) {
    return condition ? x : y;
  }

  public static long select(boolean condition, long x, long y) {
    return condition ? x : y;
  }

  public static boolean select(boolean condition, boolean x, boolean y) {
    return condition ? x : y;
  }

  public static boolean isFinite(float x) {
    return Float.isFinite(x);
  }

  public static boolean isNan(float x) {
    return Float.isNaN(x);
  }

  public static boolean isFinite(double x) {
    return Double.isFinite(x);
  }

  public static boolean isNan(double x) {
    return Double.isNaN(x);
  }

  // ---- functions

  public static float exp(float x) {
    return ScalarMath.exp(x);
  }

  public static float expm1(float x) {
    return ScalarMath.expm1(x);
  }

  public static float log(float x) {
    return ScalarMath.log(x);
  }

  public static float log1p(float x) {
    return ScalarMath.log1p(x);
  }

  public static float sin(float x) {
    return ScalarMath.sin(x);
  }

  public static float cos(float x) {
    return ScalarMath.cos(x);
  }

  public static float tanh(float x) {
    return ScalarMath.tanh(x);
  }

  public static float sigmoid(float x) {
    return ScalarMath.sigmoid(x);
  }

  public static float erf(float x) {
    return ScalarMath.erf(x);
  }

  public static double exp(double x) {
    return StrictMath.exp(x);
  }

  public static double expm1(double x) {
    return StrictMath.expm1(x);
  }

  public static double log(double x) {
    return StrictMath.log(x);
  }

  public static double log1p(double x) {
    return StrictMath.log1p(x);
  }

  public static double sin(double x) {
    return StrictMath.sin(x);
  }

  public static double cos(double x) {
    return StrictMath.cos(x);
  }

  public static double tanh(double x) {
    return StrictMath.tanh(x);
  }

  public static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  public static double erf(double x) {
    return DoubleErf.erf(x);
  }

  public static float sqrt(float x) {
    return ScalarMath.sqrt(x);
  }

  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  public static float rsqrt(float x) {
    return ScalarMath.rsqrt(x);
  }

  public static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  public static float floor(float x) {
    return ScalarMath.floor(x);
  }

  public static double floor(double x) {
    return Math.floor(x);
  }

  public static float ceil(float x) {
    return ScalarMath.ceil(x);
  }

  public static double ceil(double x) {
    return Math.ceil(x);
  }

  public static float round(float x) {
    return ScalarMath.round(x);
  }

  public static double round(double x) {
    return Math.rint(x);
  }

  // ---- conversions

  public static float toF32(float x) {
    return x;
  }

  public static double toF64(float x) {
    return (double) x;
  }

  public static int toI32(float x) {
    return (int) x;
  }

  public static long toI64(float x) {
    return (long) x;
  }

  public static boolean toBool(float x) {
    return x != 0;
  }

  public static float toF32(double x) {
    return (float) x;
  }

  public static double toF64(double x) {
    return x;
  }

  public static int toI32(double x) {
    return (int) x;
  }

  public static long toI64(double x) {
    return (long) x;
  }

  public static boolean toBool(double x) {
    return x != 0;
  }

  public static float toF32(int x) {
    return (float) x;
  }

  public static double toF64(int x) {
    return (double) x;
  }

  public static int toI32(int x) {
    return x;
  }

  public static long toI64(int x) {
    return (long) x;
  }

  public static boolean toBool(int x) {
    return x != 0;
  }

  public static float toF32(long x) {
    return (float) x;
  }

  public static double toF64(long x) {
    return (double) x;
  }

  public static int toI32(long x) {
    return (int) x;
  }

  public static long toI64(long x) {
    return x;
  }

  public static boolean toBool(long x) {
    return x != 0;
  }

  public static float toF32(boolean x) {
    return x ? 1 : 0;
  }

  public static double toF64(boolean x) {
    return x ? 1 : 0;
  }

  public static int toI32(boolean x) {
    return x ? 1 : 0;
  }

  public static long toI64(boolean x) {
    return x ? 1 : 0;
  }

  public static boolean toBool(boolean x) {
    return x;
  }
}
