package graft.accel.cpu.code;

/**
 * erf in double precision: a Taylor series near 0, a continued fraction of erfc further out.
 *
 * <p>|x| &lt; 3: erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), whose terms are all positive.
 * Else erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + …))). Abramowitz and Stegun 1964, 7.1.6
 * and 7.1.14. Some 1e-15 of relative error; slow, as f64 is for checks.
 */
final class DoubleErf {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  private DoubleErf() {}

  static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x) || a > 6) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    return a < 3 ? series(x) : Math.signum(x) * (1 - fraction(a));
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * StrictMath.exp(-x * x) * sum;
  }

  private static double fraction(double x) {
    double tail = x;
    for (int n = 60; n > 0; n--) {
      tail = x + n / 2.0 / tail;
    }
    return StrictMath.exp(-x * x) * TWO_OVER_ROOT_PI / 2 / tail;
  }
}
