package graft.data.transform.table;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Quantiles in bounded memory. One pass in bounded memory cannot give exact quantiles of any number
 * of values (Munro and Paterson 1980), so: exact up to 262,144 values; of more, those of a uniform
 * sample of that many (reservoir sampling, Vitter 1985, algorithm R, with a fixed seed). A
 * quantile's rank is then off by at most 0.1 % of all values (one standard deviation of the median,
 * 0.5 / √262144), and the same training data gives the same result.
 */
final class Quantiles {
  private static final int CAPACITY = 1 << 18;

  private final SplittableRandom random = new SplittableRandom(0);
  private double[] values = new double[16];
  private long count;

  void accept(double value) {
    long place = count < CAPACITY ? count : random.nextLong(count + 1);
    count++;
    if (place >= CAPACITY) {
      return;
    }
    if (place >= values.length) {
      values = Arrays.copyOf(values, Math.min(CAPACITY, 2 * values.length));
    }
    values[(int) place] = value;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * The quantiles of some shares from 0 to 1, by linear interpolation between neighbours (NumPy's
   * default, number 7 of Hyndman and Fan 1996); of no values 0.
   */
  double[] at(double... shares) {
    int n = (int) Math.min(count, CAPACITY);
    Arrays.sort(values, 0, n);
    return Arrays.stream(shares)
        .map(
            share -> {
              if (n == 0) {
                return 0;
              }
              double place = share * (n - 1);
              int below = (int) place;
              double low = values[below];
              return low + (place - below) * (values[Math.min(below + 1, n - 1)] - low);
            })
        .toArray();
  }
}
