package graft.core.train;

import java.util.random.RandomGenerator;

/**
 * Numbers that depend on a key and a counter only: SplitMix64 from a state that both are mixed
 * into. Reference: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators".
 */
final class SeededRandom implements RandomGenerator {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long key;
  private long state;

  /** A generator for a purpose under a seed, such as {@code shuffle}. */
  SeededRandom(long seed, String purpose) {
    long hash = 0xCBF29CE484222325L; // FNV-1a
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001B3L;
    }
    key = mix(mix(seed) ^ hash);
  }

  /** Begins the numbers of one (epoch, example). */
  SeededRandom at(long epoch, long example) {
    state = mix(mix(key + epoch * GOLDEN) ^ example);
    return this;
  }

  /** From 0 to 1 for one (epoch, example), and nothing is begun: for any thread. */
  double uniform(long epoch, long example) {
    return (mix(mix(mix(key + epoch * GOLDEN) ^ example) + GOLDEN) >>> 11) * 0x1p-53;
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** A whole number below {@code bound}; its bias, bound / 2³², does not matter here. */
  int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Shuffles by swaps from the end (Fisher and Yates). */
  void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
