package graft.accel.cpu.kernel;

import static graft.accel.cpu.kernel.ScalarMath.LARGE_ANGLE;
import static graft.accel.cpu.kernel.ScalarMath.LN2_HIGH;
import static graft.accel.cpu.kernel.ScalarMath.LN2_LOW;
import static graft.accel.cpu.kernel.ScalarMath.LOG2E;
import static graft.accel.cpu.kernel.ScalarMath.ROUNDER;
import static graft.accel.cpu.kernel.ScalarMath.ROUNDER_BITS;
import static graft.accel.cpu.kernel.ScalarMath.TWO_23;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link ScalarMath} on vectors of the preferred species: operation for operation
 * the same, hence bit for bit the same results.
 *
 * <p>For generated loops, which should hold the bodies and not calls. C2 inlines a call only while
 * a loop has fewer than 18,000 nodes (some 45 vector operations) and while the callee has not been
 * compiled to more than 2,500 bytes by itself; else vectors are boxed. Measured, ns an element on
 * JDK 17 / 25, called and pasted: log 2.3 / 0.84 and 0.55 / 0.43, erf 9 / 4 and 0.9 / 0.7, pow 11 /
 * 7.4 and 3.7 / 2.0; exp 0.39 / 0.31, tanh 0.54 / 0.42, sigmoid 0.52 / 0.42, sin 0.33 / 0.30 either
 * way. All methods are static and use public members alone, so that their bytecode can be copied;
 * only sin and cos branch.
 */
public final class VectorMath {
  /** The widest vectors of this machine; public as bodies are pasted into generated classes. */
  public static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private VectorMath() {}

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static VectorMask<Float> isNaN(FloatVector x) {
    return x.compare(VectorOperators.NE, x);
  }

  /** NaN if either is. Compare and blend: a third of the time of {@code FloatVector.max}. */
  public static FloatVector max(FloatVector x, FloatVector y) {
    return y.blend(x, x.compare(VectorOperators.GT, y).or(isNaN(x)));
  }

  /** NaN if either is. */
  public static FloatVector min(FloatVector x, FloatVector y) {
    return y.blend(x, x.compare(VectorOperators.LT, y).or(isNaN(x)));
  }

  public static FloatVector abs(FloatVector x) {
    return x.reinterpretAsInts().and(0x7fffffff).reinterpretAsFloats();
  }

  public static FloatVector negate(FloatVector x) {
    return x.reinterpretAsInts().lanewise(VectorOperators.XOR, 0x80000000).reinterpretAsFloats();
  }

  public static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  /** 1 / √x. */
  public static FloatVector rsqrt(FloatVector x) {
    return all(1).div(x.sqrt());
  }

  /** To the nearest integer, halves to even. */
  public static FloatVector round(FloatVector x) {
    FloatVector a = abs(x);
    FloatVector r = a.blend(a.add(TWO_23).sub(TWO_23), a.compare(VectorOperators.LT, TWO_23));
    return withSign(r, x);
  }

  public static FloatVector floor(FloatVector x) {
    FloatVector r = round(x);
    return withSign(r.blend(r.sub(1), r.compare(VectorOperators.GT, x)), x);
  }

  public static FloatVector ceil(FloatVector x) {
    FloatVector r = round(x);
    return withSign(r.blend(r.add(1), r.compare(VectorOperators.LT, x)), x);
  }

  private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
    IntVector bits = magnitude.reinterpretAsInts().and(0x7fffffff);
    return bits.or(sign.reinterpretAsInts().and(0x80000000)).reinterpretAsFloats();
  }

  private static FloatVector power(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  private static FloatVector expTail(FloatVector r) {
    FloatVector p = all(1.9875691500e-4f).fma(r, all(1.3981999507e-3f));
    p = p.fma(r, all(8.3334519073e-3f));
    p = p.fma(r, all(4.1665795894e-2f));
    p = p.fma(r, all(1.6666665459e-1f));
    return p.fma(r, all(5.0000001201e-1f));
  }

  private static FloatVector clamp(FloatVector x, float low, float high) {
    FloatVector a = x.blend(low, x.compare(VectorOperators.LT, low));
    return a.blend(high, a.compare(VectorOperators.GT, high));
  }

  /** eˣ. */
  public static FloatVector exp(FloatVector x) {
    FloatVector a = clamp(x, -104, 89);
    FloatVector t = a.fma(all(LOG2E), all(ROUNDER));
    FloatVector k = t.sub(ROUNDER);
    return scaledExp(k.fma(all(-LN2_LOW), k.fma(all(-LN2_HIGH), a)), t);
  }

  private static FloatVector scaledExp(FloatVector r, FloatVector t) {
    IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector p = expTail(r).fma(r.mul(r), r).add(1);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(n.sub(half)));
  }

  /** eˣ − 1. */
  public static FloatVector expm1(FloatVector x) {
    FloatVector a = clamp(x, -20, 89);
    FloatVector t = a.fma(all(LOG2E), all(ROUNDER));
    IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector k = t.sub(ROUNDER);
    FloatVector r = k.fma(all(-LN2_LOW), k.fma(all(-LN2_HIGH), a));
    FloatVector p = expTail(r).fma(r.mul(r), r);
    FloatVector s = power(n.sub(1));
    FloatVector y = s.fma(p, s.sub(0.5f)).mul(2);
    return y.blend(x, x.compare(VectorOperators.EQ, 0));
  }

  /** ln x; −∞ for 0, NaN below. */
  public static FloatVector log(FloatVector x) {
    VectorMask<Float> small = x.compare(VectorOperators.LT, 0x1p-126f);
    IntVector bits =
        x.blend(x.mul(0x1p25f), small).reinterpretAsInts().add(0x3f800000 - 0x3f330000);
    // The exponent's correction travels as the bits of a float: 127, or 127 + 25.
    IntVector bias =
        all(Float.intBitsToFloat(127))
            .blend(Float.intBitsToFloat(127 + 25), small)
            .reinterpretAsInts();
    IntVector n = bits.lanewise(VectorOperators.ASHR, 23).sub(bias);
    FloatVector y = logOf(significand(bits), n, all(0));
    y = y.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    return all(Float.NaN).blend(y, x.compare(VectorOperators.GE, 0));
  }

  private static FloatVector significand(IntVector bits) {
    return bits.and(0x7fffff).add(0x3f330000).reinterpretAsFloats();
  }

  private static FloatVector logOf(FloatVector m, IntVector n, FloatVector c) {
    FloatVector k = n.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    FloatVector f = m.sub(1);
    FloatVector s = f.div(f.add(2));
    FloatVector z = s.mul(s);
    FloatVector w = z.mul(z);
    FloatVector even = w.mul(w.fma(all(0.24279078841f), all(0.40000972152f)));
    FloatVector odd = z.mul(w.fma(all(0.28498786688f), all(0.66666662693f)));
    FloatVector h = f.mul(0.5f).mul(f);
    FloatVector y = s.fma(h.add(even.add(odd)), k.fma(all(9.0580006145e-6f), c));
    return k.fma(all(6.9313812256e-1f), y.sub(h).add(f));
  }

  /** ln (1 + x); −∞ for −1, NaN below. */
  public static FloatVector log1p(FloatVector x) {
    FloatVector one = all(1);
    FloatVector u = one.add(x);
    FloatVector b = u.sub(one);
    FloatVector lost = one.sub(u.sub(b)).add(x.sub(b));
    IntVector bits = u.reinterpretAsInts().add(0x3f800000 - 0x3f330000);
    IntVector n = bits.lanewise(VectorOperators.ASHR, 23).sub(127);
    FloatVector y = logOf(significand(bits), n, lost.div(u));
    y =
        y.blend(
            x,
            x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY)
                .or(x.compare(VectorOperators.EQ, 0)));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1));
    return all(Float.NaN).blend(y, x.compare(VectorOperators.GE, -1));
  }

  /** tanh x. */
  public static FloatVector tanh(FloatVector x) {
    FloatVector t = expm1(abs(x).mul(-2));
    return withSign(t.div(t.add(2)), x);
  }

  /** 1 / (1 + e^(−x)). */
  public static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(negate(abs(x)));
    return all(1).blend(e, x.compare(VectorOperators.LT, 0)).div(e.add(1));
  }

  /** 2/√π ∫₀ˣ e^(−t²) dt. */
  public static FloatVector erf(FloatVector x) {
    FloatVector a = abs(x);
    FloatVector t = a.blend(4, a.compare(VectorOperators.GT, 4));
    FloatVector y = erfNear(t).blend(erfFar(t), a.compare(VectorOperators.GT, 0.927734375f));
    return withSign(y, x);
  }

  private static FloatVector erfFar(FloatVector t) {
    FloatVector r = t.fma(all(-1.72853470e-5f), all(3.83197126e-4f));
    FloatVector u = t.fma(all(-3.88396438e-3f), all(2.42546219e-2f));
    r = r.fma(t.mul(t), u);
    r = r.fma(t, all(-1.06777877e-1f));
    r = r.fma(t, all(-6.34846687e-1f));
    r = r.fma(t, all(-1.28717512e-1f));
    r = r.fma(t, negate(t));
    return all(1).sub(exp(r));
  }

  private static FloatVector erfNear(FloatVector t) {
    FloatVector s = t.mul(t);
    FloatVector p = s.fma(all(-5.96761703e-4f), all(4.99119423e-3f));
    p = p.fma(s, all(-2.67681349e-2f));
    p = p.fma(s, all(1.12819925e-1f));
    p = p.fma(s, all(-3.76125336e-1f));
    p = p.fma(s, all(1.28379166e-1f));
    return p.fma(t, t);
  }

  public static FloatVector sin(FloatVector x) {
    FloatVector y = wave(x, 0);
    return abs(x).compare(VectorOperators.GT, LARGE_ANGLE).anyTrue() ? large(x, y, false) : y;
  }

  public static FloatVector cos(FloatVector x) {
    FloatVector y = wave(x, 1);
    return abs(x).compare(VectorOperators.GT, LARGE_ANGLE).anyTrue() ? large(x, y, true) : y;
  }

  /** y with the lanes of large angles replaced by StrictMath's: rare, and exact however large. */
  public static FloatVector large(FloatVector x, FloatVector y, boolean cosine) {
    float[] angles = x.toArray();
    float[] values = y.toArray();
    for (int i = 0; i < angles.length; i++) {
      if (Math.abs(angles[i]) > LARGE_ANGLE) {
        values[i] = (float) (cosine ? StrictMath.cos(angles[i]) : StrictMath.sin(angles[i]));
      }
    }
    return FloatVector.fromArray(S, values, 0);
  }

  private static FloatVector wave(FloatVector x, int quarter) {
    FloatVector t = x.fma(all(0.636619747f), all(ROUNDER));
    IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS - quarter);
    FloatVector k = t.sub(ROUNDER);
    FloatVector r = k.fma(all(-1.57079601e+00f), x);
    r = k.fma(all(-3.13916473e-07f), r);
    r = k.fma(all(-5.39030253e-15f), r);
    FloatVector s = r.mul(r);
    FloatVector y = sine(r, s).blend(cosine(s), n.and(1).compare(VectorOperators.NE, 0).cast(S));
    return y.reinterpretAsInts()
        .lanewise(VectorOperators.XOR, n.and(2).lanewise(VectorOperators.LSHL, 30))
        .reinterpretAsFloats();
  }

  private static FloatVector sine(FloatVector r, FloatVector s) {
    FloatVector p = s.fma(all(2.86567956e-6f), all(-1.98559923e-4f));
    p = p.fma(s, all(8.33338592e-3f));
    p = p.fma(s, all(-1.66666672e-1f));
    return p.fma(r.fma(s, all(0)), r);
  }

  private static FloatVector cosine(FloatVector s) {
    FloatVector q = s.fma(all(2.44677067e-5f), all(-1.38877297e-3f));
    q = q.fma(s, all(4.16666567e-2f));
    q = q.fma(s, all(-0.5f));
    return q.fma(s, all(1));
  }

  /** x^y with the special cases of {@link Math#pow}. */
  public static FloatVector pow(FloatVector x, FloatVector y) {
    FloatVector a = abs(x);
    FloatVector z = limits(positivePow(a, y), a, y);
    FloatVector b = abs(y);
    FloatVector h = b.mul(0.5f);
    VectorMask<Float> whole =
        b.compare(VectorOperators.GE, TWO_23)
            .or(b.add(TWO_23).sub(TWO_23).compare(VectorOperators.EQ, b));
    VectorMask<Float> odd =
        whole
            .and(h.compare(VectorOperators.LT, TWO_23))
            .and(h.add(TWO_23).sub(TWO_23).compare(VectorOperators.NE, h));
    // ±1 with the sign of x: the sign of an odd power.
    FloatVector sign = all(1).blend(withSign(all(1), x), odd);
    z = z.mul(sign);
    VectorMask<Float> real = x.compare(VectorOperators.LT, 0).andNot(whole);
    z = z.blend(Float.NaN, real.and(a.compare(VectorOperators.LT, Float.POSITIVE_INFINITY)));
    z = z.blend(Float.NaN, isNaN(x).or(isNaN(y)));
    return z.blend(1, y.compare(VectorOperators.EQ, 0));
  }

  /** What 0 and ∞ give, and what y = ±∞ makes of the rest. */
  private static FloatVector limits(FloatVector z, FloatVector a, FloatVector y) {
    float inf = Float.POSITIVE_INFINITY;
    VectorMask<Float> up = y.compare(VectorOperators.GT, 0);
    VectorMask<Float> endless = abs(y).compare(VectorOperators.EQ, inf);
    VectorMask<Float> above =
        a.compare(VectorOperators.EQ, inf).or(endless.and(a.compare(VectorOperators.GT, 1)));
    VectorMask<Float> below =
        a.compare(VectorOperators.EQ, 0).or(endless.and(a.compare(VectorOperators.LT, 1)));
    FloatVector r = z.blend(all(0).blend(inf, up), above);
    r = r.blend(all(inf).blend(0, up), below);
    return r.blend(Float.NaN, endless.and(a.compare(VectorOperators.EQ, 1)));
  }

  private static FloatVector positivePow(FloatVector a, FloatVector y) {
    VectorMask<Float> small = a.compare(VectorOperators.LT, 0x1p-126f);
    IntVector bits = a.blend(a.mul(0x1p23f), small).reinterpretAsInts();
    IntVector e = bits.sub(0x3f350000).and(0xff800000);
    IntVector shift = all(0).blend(Float.intBitsToFloat(23), small).reinterpretAsInts();
    IntVector n = e.lanewise(VectorOperators.ASHR, 23).sub(shift);
    FloatVector k = n.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    FloatVector m = bits.sub(e).reinterpretAsFloats();
    FloatVector f = m.sub(1);
    FloatVector r = all(1).div(m.add(1));
    FloatVector q = r.mul(f);
    FloatVector qLow = r.mul(q.fma(negate(f), q.fma(all(-2), f)));
    FloatVector tail = atanhTail(q, qLow);
    FloatVector twice = q.add(q);
    FloatVector t = k.fma(all(0.6931471825f), twice);
    FloatVector back = k.fma(all(-0.6931471825f), t);
    FloatVector low = tail.fma(all(2), k.fma(all(-1.904654323e-9f), twice.sub(back)));
    FloatVector log = t.add(low);
    return expOf(log, t.sub(log).add(low), y);
  }

  private static FloatVector atanhTail(FloatVector q, FloatVector qLow) {
    FloatVector s = q.mul(q);
    FloatVector p = s.fma(all(0.1293334961f), all(0.1419928074f));
    p = p.fma(s, all(0.2000148296f));
    p = p.fma(s, all(0.3333332539f));
    FloatVector sLow = q.fma(qLow.add(qLow), q.fma(q, negate(s)));
    FloatVector c = s.mul(q);
    FloatVector cLow = s.fma(qLow, sLow.fma(q, s.fma(q, negate(c))));
    return p.fma(c, p.fma(cLow, qLow));
  }

  /** e^(y (log + logLow)). */
  private static FloatVector expOf(FloatVector log, FloatVector logLow, FloatVector y) {
    FloatVector product = log.mul(y);
    FloatVector low = logLow.fma(y, log.fma(y, negate(product)));
    low = all(0).blend(low, abs(product).compare(VectorOperators.LT, 126));
    FloatVector a = clamp(product, -104, 89);
    FloatVector t = a.fma(all(LOG2E), all(ROUNDER));
    FloatVector k = t.sub(ROUNDER);
    return scaledExp(k.fma(all(-LN2_LOW), k.fma(all(-LN2_HIGH), a)).add(low), t);
  }
}
