package graft.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final int DRAWS = 10_000;

  private static double[] shares(Sampling sampling, double... logits) {
    double[] shares = new double[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      shares[sampling.next(logits)] += 1.0 / DRAWS;
    }
    return shares;
  }

  private static Sampling sampling(double temperature, int topK) {
    return new Sampling(temperature, topK == 0 ? Optional.empty() : Optional.of((long) topK), 1);
  }

  /** Four standard deviations of a share of 10,000 draws, 4·√(¼ / 10,000). */
  private static void assertShares(double[] expected, double[] actual) {
    assertArrayEquals(expected, actual, 0.02);
  }

  @Test
  void drawsByTheSoftmax() {
    // e^(ln 6), e^(ln 3), e^(ln 1) of 10.
    assertShares(
        new double[] {0.6, 0.3, 0.1},
        shares(sampling(1, 0), Math.log(6), Math.log(3), Math.log(1)));
  }

  @Test
  void temperatureDividesTheLogits() {
    // 3², 1² of 10; 9^½, 1 of 4.
    assertShares(new double[] {0.9, 0.1}, shares(sampling(0.5, 0), Math.log(3), 0));
    assertShares(new double[] {0.75, 0.25}, shares(sampling(2, 0), Math.log(9), 0));
  }

  @Test
  void atTemperatureZeroTheGreatestAlways() {
    assertShares(new double[] {0, 1, 0}, shares(sampling(0, 0), 1, 1.001, 1));
  }

  @Test
  void topKLeavesOutTheRest() {
    double[] logits = {Math.log(1), Math.log(6), Math.log(3)};

    // 6 and 3 of 9.
    assertShares(new double[] {0, 2.0 / 3, 1.0 / 3}, shares(sampling(1, 2), logits));
    assertShares(new double[] {0, 1, 0}, shares(sampling(1, 1), logits));
    assertShares(new double[] {0.1, 0.6, 0.3}, shares(sampling(1, 9), logits));
  }

  @Test
  void ofEqualOnesTheFirstAreAmongTheK() {
    assertShares(new double[] {0.5, 0.5, 0}, shares(sampling(1, 2), 1, 1, 1));
  }

  @Test
  void oneSeedDrawsTheSame() {
    double[] logits = new double[65];
    int[][] drawn = new int[3][];
    for (int i = 0; i < 3; i++) {
      Sampling sampling = new Sampling(1, Optional.empty(), i / 2);
      drawn[i] = IntStream.range(0, 100).map(n -> sampling.next(logits)).toArray();
    }

    assertArrayEquals(drawn[0], drawn[1]);
    assertFalse(Arrays.equals(drawn[1], drawn[2]));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    for (double temperature : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      ConfigException e = assertThrows(ConfigException.class, () -> sampling(temperature, 0));
      assertEquals(
          "--temperature: expected a number ≥ 0, got "
              + temperature
              + "; hint: 1 as learned, 0.8 tamer",
          e.getMessage());
    }
    ConfigException e =
        assertThrows(ConfigException.class, () -> new Sampling(1, Optional.of(0L), 1));
    assertEquals(
        "--top-k: expected a number ≥ 1, got 0; hint: leave it out for all", e.getMessage());
  }
}
