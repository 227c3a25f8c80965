package graft.accel.cpu.op;

/** Elements of a primitive array of any dtype as double or long; for the plain loops. */
final class Cells {
  private Cells() {}

  /** True for float[] and double[]. */
  static boolean floating(Object array) {
    return array instanceof float[] || array instanceof double[];
  }

  static double real(Object array, int i) {
    if (array instanceof float[] floats) {
      return floats[i];
    }
    return array instanceof double[] doubles ? doubles[i] : integer(array, i);
  }

  static long integer(Object array, int i) {
    if (array instanceof int[] ints) {
      return ints[i];
    }
    return array instanceof long[] longs ? longs[i] : ((boolean[]) array)[i] ? 1 : 0;
  }

  static void set(Object array, int i, double value) {
    if (array instanceof float[] floats) {
      floats[i] = (float) value;
    } else {
      ((double[]) array)[i] = value;
    }
  }

  static void set(Object array, int i, long value) {
    if (array instanceof int[] ints) {
      ints[i] = (int) value;
    } else if (array instanceof long[] longs) {
      longs[i] = value;
    } else {
      ((boolean[]) array)[i] = value != 0;
    }
  }

  /** Elements from {@code from} to before {@code to} become {@code value}. */
  static void fill(Object array, int from, int to, double value) {
    if (array instanceof float[] floats) {
      java.util.Arrays.fill(floats, from, to, (float) value);
    } else if (array instanceof double[] doubles) {
      java.util.Arrays.fill(doubles, from, to, value);
    } else if (array instanceof int[] ints) {
      java.util.Arrays.fill(ints, from, to, (int) value);
    } else if (array instanceof long[] longs) {
      java.util.Arrays.fill(longs, from, to, (long) value);
    } else {
      java.util.Arrays.fill((boolean[]) array, from, to, value != 0);
    }
  }

  /** The order of two elements of an array; NaN counts as greatest. */
  static int order(Object array, int i, int j) {
    if (!floating(array)) {
      return Long.compare(integer(array, i), integer(array, j));
    }
    double x = real(array, i);
    double y = real(array, j);
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
    }
    return x < y ? -1 : x > y ? 1 : 0;
  }
}
