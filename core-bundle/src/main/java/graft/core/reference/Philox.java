package graft.core.reference;

/**
 * Philox 4x32 with 10 rounds: four random words as a function of a counter and a key. Reference:
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /** The key's low word is its first, the high word its second. */
  static int[] words(long key, int c0, int c1, int c2, int c3) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long p1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c0 = n0;
      c1 = (int) p1;
      c2 = n2;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return new int[] {c0, c1, c2, c3};
  }

  /** Element {@code element} of a draw of f32: 24 random bits × 2⁻²⁴. */
  static double single(long key, int step, int micro, int example, int element) {
    int word = words(key, step, micro, example, element / 4)[element % 4];
    return (word >>> 8) * 0x1p-24;
  }

  /** Element {@code element} of a draw of f64: 53 random bits × 2⁻⁵³. */
  static double twice(long key, int step, int micro, int example, int element) {
    int[] words = words(key, step, micro, example, element / 2);
    int first = 2 * (element % 2);
    long bits = ((long) words[first] << 32) | Integer.toUnsignedLong(words[first + 1]);
    return (bits >>> 11) * 0x1p-53;
  }
}
