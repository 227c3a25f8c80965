package graft.shell;

import graft.api.ConfigException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Draws a class by its logits: with probability {@code softmax(logits / temperature)} among the
 * {@code topK} greatest (Fan et al. 2018, arXiv 1805.04833, section 5.4); at temperature 0 the
 * greatest. Of equal ones the first counts as greater. {@link Random}'s numbers are the same
 * everywhere.
 */
final class Sampling {
  private final double temperature;
  private final int most;
  private final Random random;

  /**
   * @param topK how many may be drawn; all if empty
   */
  Sampling(double temperature, Optional<Long> topK, long seed) {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new ConfigException(
          "--temperature", "expected a number ≥ 0, got " + temperature, "1 as learned, 0.8 tamer");
    }
    if (topK.isPresent() && topK.get() < 1) {
      throw new ConfigException(
          "--top-k", "expected a number ≥ 1, got " + topK.get(), "leave it out for all");
    }
    this.temperature = temperature;
    this.most = (int) Math.min(topK.orElse(Long.MAX_VALUE), Integer.MAX_VALUE);
    this.random = new Random(seed);
  }

  /** The class drawn; one random number a call. */
  int next(double[] logits) {
    double u = random.nextDouble();
    int greatest = 0;
    for (int i = 1; i < logits.length; i++) {
      greatest = logits[i] > logits[greatest] ? i : greatest;
    }
    if (temperature == 0) {
      return greatest;
    }
    double[] weights = weights(logits, logits[greatest]);
    double left = u * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return greatest; // rounding alone leads here
  }

  /** exp((logit − greatest) / temperature), 0 for those that are not among the first. */
  private double[] weights(double[] logits, double greatest) {
    double least = Double.NEGATIVE_INFINITY;
    int ties = logits.length;
    if (most < logits.length) {
      double[] sorted = logits.clone();
      Arrays.sort(sorted);
      double bound = sorted[logits.length - most];
      least = bound;
      ties = most - (int) Arrays.stream(logits).filter(logit -> logit > bound).count();
    }
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      boolean isIn = logits[i] > least || (logits[i] == least && ties-- > 0);
      weights[i] = isIn ? Math.exp((logits[i] - greatest) / temperature) : 0;
    }
    return weights;
  }
}
