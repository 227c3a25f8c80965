package graft.data.transform.image;

/** What lies outside of an image: names and meaning as Keras'. */
public enum FillMode {
  /** {@code d c b a | a b c d | d c b a}. */
  REFLECT,
  /** {@code a b c d | a b c d | a b c d}. */
  WRAP,
  /** {@code k k k k | a b c d | k k k k} with a fill value k. */
  CONSTANT,
  /** {@code a a a a | a b c d | d d d d}. */
  NEAREST;

  /** The index from 0 to n − 1 that stands for any index i; −1 for the fill value. */
  int index(int i, int n) {
    if (i >= 0 && i < n) {
      return i;
    }
    return switch (this) {
      case REFLECT -> {
        int m = Math.floorMod(i, 2 * n);
        yield m < n ? m : 2 * n - 1 - m;
      }
      case WRAP -> Math.floorMod(i, n);
      case CONSTANT -> -1;
      case NEAREST -> i < 0 ? 0 : n - 1;
    };
  }
}
