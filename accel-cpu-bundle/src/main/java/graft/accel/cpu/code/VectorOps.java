package graft.accel.cpu.code;

import graft.accel.cpu.kernel.VectorMath;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementwise operations on vectors of f32, i32 and bool (a mask), under the names that {@link
 * Recipe} gives them. A kernel with an operation that is missing here runs on scalars. Generated
 * code calls add, subtract, multiply, divide, neg, abs and sqrt of the vectors themselves.
 *
 * <p>No lanewise transcendental: its bits differ between interpreter and compiled code. No masked
 * arithmetic: JDK 17 does it in steps.
 */
public final class VectorOps {
  /** The widest vectors of this machine, of floats and of as many ints. */
  public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  public static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

  /**
   * As many bytes as a vector has floats, for truth values in memory: JDK 17 stores a mask by way
   * of an array that it allocates. Vectors of 4 floats have no such species; there it is not used.
   */
  static final boolean BYTES = F.length() >= 8;

  static final VectorSpecies<Byte> B =
      BYTES
          ? VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * F.length()))
          : ByteVector.SPECIES_64;

  private VectorOps() {}

  /** How many floats a vector has. */
  static int lanes() {
    return F.length();
  }

  // ---- memory

  public static FloatVector load(float[] a, int i) {
    return FloatVector.fromArray(F, a, i);
  }

  public static IntVector load(int[] a, int i) {
    return IntVector.fromArray(I, a, i);
  }

  public static VectorMask<Float> load(boolean[] a, int i) {
    if (!BYTES) {
      return VectorMask.fromArray(F, a, i);
    }
    ByteVector bytes = ByteVector.fromBooleanArray(B, a, i);
    return toBool((IntVector) bytes.convertShape(VectorOperators.B2I, I, 0));
  }

  public static void store(FloatVector x, float[] a, int i) {
    x.intoArray(a, i);
  }

  public static void store(IntVector x, int[] a, int i) {
    x.intoArray(a, i);
  }

  public static void store(VectorMask<Float> x, boolean[] a, int i) {
    if (!BYTES) {
      x.intoArray(a, i);
      return;
    }
    ByteVector bytes = (ByteVector) toI32(x).convertShape(VectorOperators.I2B, B, 0);
    bytes.intoBooleanArray(a, i);
  }

  public static FloatVector splat(float x) {
    return FloatVector.broadcast(F, x);
  }

  public static IntVector splat(int x) {
    return IntVector.broadcast(I, x);
  }

  public static VectorMask<Float> splat(boolean x) {
    return F.maskAll(x);
  }

  /** first, first + 1 and so on. */
  public static IntVector indexI32(int first) {
    return IntVector.broadcast(I, first).addIndex(1);
  }

  public static FloatVector indexF32(int first) {
    return toF32(indexI32(first));
  }

  // ---- arithmetic

  public static FloatVector add(FloatVector x, FloatVector y) {
    return x.add(y);
  }

  public static FloatVector subtract(FloatVector x, FloatVector y) {
    return x.sub(y);
  }

  public static FloatVector multiply(FloatVector x, FloatVector y) {
    return x.mul(y);
  }

  public static FloatVector divide(FloatVector x, FloatVector y) {
    return x.div(y);
  }

  /** NaN if either is. */
  public static FloatVector maximum(FloatVector x, FloatVector y) {
    return VectorMath.max(x, y);
  }

  public static FloatVector minimum(FloatVector x, FloatVector y) {
    return VectorMath.min(x, y);
  }

  public static FloatVector power(FloatVector x, FloatVector y) {
    return VectorMath.pow(x, y);
  }

  public static FloatVector negate(FloatVector x) {
    return x.neg();
  }

  public static FloatVector abs(FloatVector x) {
    return x.abs();
  }

  /** -1, 0 or 1; NaN stays. */
  public static FloatVector sign(FloatVector x) {
    FloatVector zero = FloatVector.zero(F);
    return x.blend(splat(1f), x.compare(VectorOperators.GT, zero))
        .blend(splat(-1f), x.compare(VectorOperators.LT, zero));
  }

  public static IntVector add(IntVector x, IntVector y) {
    return x.add(y);
  }

  public static IntVector subtract(IntVector x, IntVector y) {
    return x.sub(y);
  }

  public static IntVector multiply(IntVector x, IntVector y) {
    return x.mul(y);
  }

  public static IntVector maximum(IntVector x, IntVector y) {
    return x.max(y);
  }

  public static IntVector minimum(IntVector x, IntVector y) {
    return x.min(y);
  }

  public static IntVector negate(IntVector x) {
    return x.neg();
  }

  public static IntVector abs(IntVector x) {
    return x.abs();
  }

  // ---- truth

  public static VectorMask<Float> and(VectorMask<Float> x, VectorMask<Float> y) {
    return x.and(y);
  }

  public static VectorMask<Float> or(VectorMask<Float> x, VectorMask<Float> y) {
    return x.or(y);
  }

  public static VectorMask<Float> xor(VectorMask<Float> x, VectorMask<Float> y) {
    return x.andNot(y).or(y.andNot(x));
  }

  public static VectorMask<Float> maximum(VectorMask<Float> x, VectorMask<Float> y) {
    return x.or(y);
  }

  public static VectorMask<Float> minimum(VectorMask<Float> x, VectorMask<Float> y) {
    return x.and(y);
  }

  public static VectorMask<Float> not(VectorMask<Float> x) {
    return x.not();
  }

  public static VectorMask<Float> notEqual(VectorMask<Float> x, VectorMask<Float> y) {
    return xor(x, y);
  }

  public static VectorMask<Float> equal(VectorMask<Float> x, VectorMask<Float> y) {
    return xor(x, y).not();
  }

  public static VectorMask<Float> equal(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.EQ, y);
  }

  public static VectorMask<Float> equal(IntVector x, IntVector y) {
    return x.compare(VectorOperators.EQ, y).cast(F);
  }

  public static VectorMask<Float> notEqual(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.NE, y);
  }

  public static VectorMask<Float> notEqual(IntVector x, IntVector y) {
    return x.compare(VectorOperators.NE, y).cast(F);
  }

  public static VectorMask<Float> less(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.LT, y);
  }

  public static VectorMask<Float> less(IntVector x, IntVector y) {
    return x.compare(VectorOperators.LT, y).cast(F);
  }

  public static VectorMask<Float> lessEqual(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.LE, y);
  }

  public static VectorMask<Float> lessEqual(IntVector x, IntVector y) {
    return x.compare(VectorOperators.LE, y).cast(F);
  }

  public static VectorMask<Float> greater(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.GT, y);
  }

  public static VectorMask<Float> greater(IntVector x, IntVector y) {
    return x.compare(VectorOperators.GT, y).cast(F);
  }

  public static VectorMask<Float> greaterEqual(FloatVector x, FloatVector y) {
    return x.compare(VectorOperators.GE, y);
  }

  public static VectorMask<Float> greaterEqual(IntVector x, IntVector y) {
    return x.compare(VectorOperators.GE, y).cast(F);
  }

  public static VectorMask<Float> isNan(FloatVector x) {
    return x.compare(VectorOperators.NE, x);
  }

  public static VectorMask<Float> isFinite(FloatVector x) {
    return x.abs().compare(VectorOperators.LT, Float.POSITIVE_INFINITY);
  }

  public static FloatVector select(VectorMask<Float> condition, FloatVector x, FloatVector y) {
    return y.blend(x, condition);
  }

  public static IntVector select(VectorMask<Float> condition, IntVector x, IntVector y) {
    return y.blend(x, condition.cast(I));
  }

  public static VectorMask<Float> select(
      VectorMask<Float> condition, VectorMask<Float> x, VectorMask<Float> y) {
    return condition.and(x).or(y.andNot(condition));
  }

  // ---- functions

  public static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  public static FloatVector rsqrt(FloatVector x) {
    return VectorMath.rsqrt(x);
  }

  public static FloatVector floor(FloatVector x) {
    return VectorMath.floor(x);
  }

  public static FloatVector ceil(FloatVector x) {
    return VectorMath.ceil(x);
  }

  public static FloatVector round(FloatVector x) {
    return VectorMath.round(x);
  }

  public static FloatVector exp(FloatVector x) {
    return VectorMath.exp(x);
  }

  public static FloatVector expm1(FloatVector x) {
    return VectorMath.expm1(x);
  }

  public static FloatVector log(FloatVector x) {
    return VectorMath.log(x);
  }

  public static FloatVector log1p(FloatVector x) {
    return VectorMath.log1p(x);
  }

  public static FloatVector sin(FloatVector x) {
    return VectorMath.sin(x);
  }

  public static FloatVector cos(FloatVector x) {
    return VectorMath.cos(x);
  }

  public static FloatVector tanh(FloatVector x) {
    return VectorMath.tanh(x);
  }

  public static FloatVector sigmoid(FloatVector x) {
    return VectorMath.sigmoid(x);
  }

  public static FloatVector erf(FloatVector x) {
    return VectorMath.erf(x);
  }

  // ---- conversions

  public static FloatVector toF32(FloatVector x) {
    return x;
  }

  public static IntVector toI32(IntVector x) {
    return x;
  }

  public static VectorMask<Float> toBool(VectorMask<Float> x) {
    return x;
  }

  public static FloatVector toF32(IntVector x) {
    return (FloatVector) x.convertShape(VectorOperators.I2F, F, 0);
  }

  public static FloatVector toF32(VectorMask<Float> x) {
    return FloatVector.zero(F).blend(splat(1f), x);
  }

  public static IntVector toI32(VectorMask<Float> x) {
    return IntVector.zero(I).blend(splat(1), x.cast(I));
  }

  public static VectorMask<Float> toBool(FloatVector x) {
    return x.compare(VectorOperators.NE, 0f);
  }

  public static VectorMask<Float> toBool(IntVector x) {
    return x.compare(VectorOperators.NE, 0).cast(F);
  }
}
