package graft.accel.cpu.code;

/**
 * The ends of reductions: lanes of partial results folded by halves, (0 + L/2) + (L/4 + 3L/4) and
 * so on, the same tree on every JVM. The partial results lie in a worker's buffer.
 */
public final class Folds {
  private Folds() {}

  /** What a reduction starts from, as a double that casts to every dtype. */
  public static double identity(String reduction) {
    return switch (reduction) {
      case "sum" -> 0;
      case "product" -> 1;
      case "max" -> Double.NEGATIVE_INFINITY;
      case "min" -> Double.POSITIVE_INFINITY;
      default -> throw new IllegalArgumentException(reduction);
    };
  }

  /** Elements from {@code from} to before {@code to} become {@code value}. */
  public static void fill(float[] lanes, int from, int to, float value) {
    for (int i = from; i < to; i++) {
      lanes[i] = value;
    }
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void sumRest(float[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] + lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static float sum(float[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] + lanes[i + half];
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void productRest(float[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] * lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static float product(float[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] * lanes[i + half];
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void maxRest(float[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = Math.max(lanes[i], lanes[i + count]);
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static float max(float[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = Math.max(lanes[i], lanes[i + half]);
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void minRest(float[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = Math.min(lanes[i], lanes[i + count]);
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static float min(float[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = Math.min(lanes[i], lanes[i + half]);
      }
    }
    return lanes[at];
  }

  /** Elements from {@code from} to before {@code to} become {@code value}. */
  public static void fill(int[] lanes, int from, int to, int value) {
    for (int i = from; i < to; i++) {
      lanes[i] = value;
    }
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void sumRest(int[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] + lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static int sum(int[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] + lanes[i + half];
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void productRest(int[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] * lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static int product(int[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] * lanes[i + half];
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void maxRest(int[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = Math.max(lanes[i], lanes[i + count]);
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static int max(int[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = Math.max(lanes[i], lanes[i + half]);
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void minRest(int[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = Math.min(lanes[i], lanes[i + count]);
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static int min(int[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = Math.min(lanes[i], lanes[i + half]);
      }
    }
    return lanes[at];
  }

  /** Elements from {@code from} to before {@code to} become {@code value}. */
  public static void fill(boolean[] lanes, int from, int to, boolean value) {
    for (int i = from; i < to; i++) {
      lanes[i] = value;
    }
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void maxRest(boolean[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] || lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static boolean max(boolean[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] || lanes[i + half];
      }
    }
    return lanes[at];
  }

  /** Takes the first {@code rest} of L more lanes, which follow the first L, into those. */
  public static void minRest(boolean[] lanes, int at, int count, int rest) {
    for (int i = at; i < at + rest; i++) {
      lanes[i] = lanes[i] && lanes[i + count];
    }
  }

  /** Folds {@code count} lanes, a power of two. */
  public static boolean min(boolean[] lanes, int at, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        lanes[i] = lanes[i] && lanes[i + half];
      }
    }
    return lanes[at];
  }
}
