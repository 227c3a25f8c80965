package graft.accel.cpu.kernel;

/**
 * Elementary functions of one float, and the definition of what {@link VectorMath} computes lane by
 * lane: the same operations in the same order, so the bits are equal, on every JVM, cold or hot.
 * All of it is +, −, ·, /, {@code Math.fma}, comparisons and integer operations on the bits.
 *
 * <p>Largest errors in units in the last place, found over all magnitudes (see the test): exp 1,
 * expm1 1.4, log 0.8, log1p 0.8, tanh 2.5, sigmoid 2.2, erf 1, sin and cos 1.45, rsqrt 1.5, pow
 * 1.2. NaN gives NaN (pow: but for y = 0).
 *
 * <p>Sources: exp and expm1 reduce by n · ln 2 and use the polynomial of Cephes' expf (Moshier);
 * log is that of FreeBSD's logf (Ng, s = f / (2 + f)); erf, sin, cos and the logarithm of pow in
 * two floats are after N. Juffa's published minimax approximations.
 */
public final class ScalarMath {
  /** Adding it leaves the nearest integer in the low bits of the significand; for |x| below 2²². */
  static final float ROUNDER = 0x1.8p23f;

  static final int ROUNDER_BITS = 0x4b400000;
  static final float LOG2E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;

  /** Above this, sin and cos take StrictMath's: the reduction in three parts has no more bits. */
  static final float LARGE_ANGLE = 65536;

  static final float TWO_23 = 0x1p23f;

  private ScalarMath() {}

  /** NaN if either is. */
  public static float max(float x, float y) {
    return x > y || Float.isNaN(x) ? x : y;
  }

  /** NaN if either is. */
  public static float min(float x, float y) {
    return x < y || Float.isNaN(x) ? x : y;
  }

  public static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  /** 1 / √x. */
  public static float rsqrt(float x) {
    return 1 / (float) Math.sqrt(x);
  }

  /** To the nearest integer, halves to even. */
  public static float round(float x) {
    float a = Math.abs(x);
    float r = a < TWO_23 ? (a + TWO_23) - TWO_23 : a;
    return withSign(r, x);
  }

  public static float floor(float x) {
    float r = round(x);
    return withSign(r > x ? r - 1 : r, x);
  }

  public static float ceil(float x) {
    float r = round(x);
    return withSign(r < x ? r + 1 : r, x);
  }

  private static float withSign(float magnitude, float sign) {
    int bits = Float.floatToRawIntBits(magnitude) & 0x7fffffff;
    return Float.intBitsToFloat(bits | (Float.floatToRawIntBits(sign) & 0x80000000));
  }

  /** 2ⁿ for n from −126 to 127. */
  private static float power(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  /** (eʳ − 1 − r) / r² for |r| up to ln 2 / 2. */
  private static float expTail(float r) {
    float p = Math.fma(1.9875691500e-4f, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    return Math.fma(p, r, 5.0000001201e-1f);
  }

  /** eˣ. */
  public static float exp(float x) {
    float a = x < -104 ? -104 : x;
    a = a > 89 ? 89 : a;
    float t = Math.fma(a, LOG2E, ROUNDER);
    float k = t - ROUNDER;
    return scaledExp(Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, a)), t);
  }

  /** 2ⁿ eʳ, n in the low bits of t: in two factors, so that only the last product rounds. */
  private static float scaledExp(float r, float t) {
    int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
    float p = Math.fma(expTail(r), r * r, r) + 1;
    int half = n >> 1;
    return p * power(half) * power(n - half);
  }

  /** eˣ − 1. */
  public static float expm1(float x) {
    float a = x < -20 ? -20 : x;
    a = a > 89 ? 89 : a;
    float t = Math.fma(a, LOG2E, ROUNDER);
    int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
    float k = t - ROUNDER;
    float r = Math.fma(k, -LN2_HIGH, a);
    r = Math.fma(k, -LN2_LOW, r);
    float p = Math.fma(expTail(r), r * r, r);
    // Half of 2ⁿ, as 2¹²⁸ is no float.
    float s = power(n - 1);
    float y = 2 * Math.fma(s, p, s - 0.5f);
    return x == 0 ? x : y;
  }

  /** ln x; −∞ for 0, NaN below. */
  public static float log(float x) {
    boolean small = x < 0x1p-126f;
    float a = small ? x * 0x1p25f : x;
    int bits = Float.floatToRawIntBits(a) + (0x3f800000 - 0x3f330000);
    int n = (bits >> 23) - (small ? 127 + 25 : 127);
    float m = Float.intBitsToFloat((bits & 0x7fffff) + 0x3f330000);
    float y = logOf(m, n, 0);
    y = x == Float.POSITIVE_INFINITY ? x : y;
    y = x == 0 ? Float.NEGATIVE_INFINITY : y;
    return x >= 0 ? y : Float.NaN;
  }

  /** ln (2ⁿ m) + c for m from 0.7 to 1.4 and a small c. */
  private static float logOf(float m, int n, float c) {
    float k = Float.intBitsToFloat(n + ROUNDER_BITS) - ROUNDER;
    float f = m - 1;
    float s = f / (2 + f);
    float z = s * s;
    float w = z * z;
    float even = w * Math.fma(w, 0.24279078841f, 0.40000972152f);
    float odd = z * Math.fma(w, 0.28498786688f, 0.66666662693f);
    float h = 0.5f * f * f;
    float y = Math.fma(s, h + (even + odd), Math.fma(k, 9.0580006145e-6f, c));
    return Math.fma(k, 6.9313812256e-1f, y - h + f);
  }

  /** ln (1 + x); −∞ for −1, NaN below. */
  public static float log1p(float x) {
    float u = 1 + x;
    // What the sum lost, exactly (Knuth).
    float b = u - 1;
    float lost = (1 - (u - b)) + (x - b);
    int bits = Float.floatToRawIntBits(u) + (0x3f800000 - 0x3f330000);
    int n = (bits >> 23) - 127;
    float m = Float.intBitsToFloat((bits & 0x7fffff) + 0x3f330000);
    float y = logOf(m, n, lost / u);
    y = x == Float.POSITIVE_INFINITY || x == 0 ? x : y;
    y = x == -1 ? Float.NEGATIVE_INFINITY : y;
    return x >= -1 ? y : Float.NaN;
  }

  /** tanh x = −t / (t + 2) with t = e^(−2|x|) − 1, and the sign of x. */
  public static float tanh(float x) {
    float t = expm1(-2 * Math.abs(x));
    return withSign(t / (t + 2), x);
  }

  /** 1 / (1 + e^(−x)), from e^(−|x|), so that small results keep their digits. */
  public static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /** 2/√π ∫₀ˣ e^(−t²) dt. */
  public static float erf(float x) {
    float a = Math.abs(x);
    float t = a > 4 ? 4 : a;
    float s = t * t;
    float r = Math.fma(-1.72853470e-5f, t, 3.83197126e-4f);
    float u = Math.fma(-3.88396438e-3f, t, 2.42546219e-2f);
    r = Math.fma(r, s, u);
    r = Math.fma(r, t, -1.06777877e-1f);
    r = Math.fma(r, t, -6.34846687e-1f);
    r = Math.fma(r, t, -1.28717512e-1f);
    r = Math.fma(r, t, -t);
    float far = 1 - exp(r);
    float p = Math.fma(-5.96761703e-4f, s, 4.99119423e-3f);
    p = Math.fma(p, s, -2.67681349e-2f);
    p = Math.fma(p, s, 1.12819925e-1f);
    p = Math.fma(p, s, -3.76125336e-1f);
    p = Math.fma(p, s, 1.28379166e-1f);
    float near = Math.fma(p, t, t);
    return withSign(a > 0.927734375f ? far : near, x);
  }

  public static float sin(float x) {
    return Math.abs(x) > LARGE_ANGLE ? (float) StrictMath.sin(x) : wave(x, 0);
  }

  public static float cos(float x) {
    return Math.abs(x) > LARGE_ANGLE ? (float) StrictMath.cos(x) : wave(x, 1);
  }

  /** sin (x + quarter · π / 2). */
  private static float wave(float x, int quarter) {
    float t = Math.fma(x, 0.636619747f, ROUNDER);
    int n = Float.floatToRawIntBits(t) - ROUNDER_BITS + quarter;
    float k = t - ROUNDER;
    float r = Math.fma(k, -1.57079601e+00f, x);
    r = Math.fma(k, -3.13916473e-07f, r);
    r = Math.fma(k, -5.39030253e-15f, r);
    float s = r * r;
    float p = Math.fma(2.86567956e-6f, s, -1.98559923e-4f);
    p = Math.fma(p, s, 8.33338592e-3f);
    p = Math.fma(p, s, -1.66666672e-1f);
    float sine = Math.fma(p, Math.fma(r, s, 0), r);
    float q = Math.fma(2.44677067e-5f, s, -1.38877297e-3f);
    q = Math.fma(q, s, 4.16666567e-2f);
    q = Math.fma(q, s, -0.5f);
    q = Math.fma(q, s, 1);
    float y = (n & 1) == 0 ? sine : q;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ ((n & 2) << 30));
  }

  /** x^y with the special cases of {@link Math#pow}. */
  public static float pow(float x, float y) {
    float a = Math.abs(x);
    float b = Math.abs(y);
    float z = positivePow(a, y);
    // What 0 and ∞ give, and what y = ±∞ makes of the rest.
    float inf = Float.POSITIVE_INFINITY;
    float high = y > 0 ? inf : 0;
    float low = y > 0 ? 0 : inf;
    z = a == inf || (b == inf && a > 1) ? high : z;
    z = a == 0 || (b == inf && a < 1) ? low : z;
    boolean whole = b >= TWO_23 || (b + TWO_23) - TWO_23 == b;
    float h = 0.5f * b;
    boolean odd = whole && h < TWO_23 && (h + TWO_23) - TWO_23 != h;
    boolean negative = Float.floatToRawIntBits(x) < 0;
    z = negative && odd ? -z : z;
    z = x < 0 && a < inf && !whole ? Float.NaN : z;
    z = Float.isNaN(x) || Float.isNaN(y) || (a == 1 && b == inf) ? Float.NaN : z;
    return y == 0 ? 1 : z;
  }

  /** e^(y ln a) for a positive and finite: ln a, and its product, in two floats each. */
  private static float positivePow(float a, float y) {
    boolean small = a < 0x1p-126f;
    float scaled = small ? a * 0x1p23f : a;
    int bits = Float.floatToRawIntBits(scaled);
    int e = (bits - 0x3f350000) & 0xff800000;
    int n = (e >> 23) - (small ? 23 : 0);
    float k = Float.intBitsToFloat(n + ROUNDER_BITS) - ROUNDER;
    float m = Float.intBitsToFloat(bits - e);
    // q = (m − 1) / (m + 1), ln m = 2 atanh q.
    float f = m - 1;
    float r = 1 / (m + 1);
    float q = r * f;
    float qLow = r * Math.fma(q, -f, Math.fma(q, -2, f));
    float s = q * q;
    float p = Math.fma(0.1293334961f, s, 0.1419928074f);
    p = Math.fma(p, s, 0.2000148296f);
    p = Math.fma(p, s, 0.3333332539f);
    float sLow = Math.fma(q, qLow + qLow, Math.fma(q, q, -s));
    float c = s * q;
    float cLow = Math.fma(s, qLow, Math.fma(sLow, q, Math.fma(s, q, -c)));
    float tail = Math.fma(p, c, Math.fma(p, cLow, qLow));
    float twice = q + q;
    float t = Math.fma(0.6931471825f, k, twice);
    float back = Math.fma(-0.6931471825f, k, t);
    float low = Math.fma(2, tail, Math.fma(-1.904654323e-9f, k, twice - back));
    float log = t + low;
    float logLow = (t - log) + low;
    float product = log * y;
    float productLow = Math.fma(logLow, y, Math.fma(log, y, -product));
    productLow = Math.abs(product) < 126 ? productLow : 0;
    product = product < -104 ? -104 : product;
    product = product > 89 ? 89 : product;
    float u = Math.fma(product, LOG2E, ROUNDER);
    float v = u - ROUNDER;
    float rest = Math.fma(v, -LN2_LOW, Math.fma(v, -LN2_HIGH, product));
    return scaledExp(rest + productLow, u);
  }
}
