package graft.tck;

import graft.api.DType;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.TensorType;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Arrays of random or special numbers for tensor types whose open sizes are given by name. */
final class Values {
  /** What arithmetic trips over, f32 and f64 alike where it fits. */
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    Float.MIN_VALUE,
    -3e-40,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    1e10,
    -1e-10,
    0.5,
    -1.5,
    2.5
  };

  private final Random random;

  Values(long seed) {
    this.random = new Random(seed);
  }

  /** The sizes of a shape. */
  static int[] sizes(Shape shape, Map<String, Integer> open) {
    return shape.dims().stream().mapToInt(dim -> size(dim, open)).toArray();
  }

  static int size(Dim dim, Map<String, Integer> open) {
    return Math.toIntExact(dim.evaluate(open::get));
  }

  /** Floats standard normal, integers 0, 1 or 2, booleans even. */
  NdArray normal(TensorType type, Map<String, Integer> open) {
    NdArray array = NdArray.zeros(type.dtype(), sizes(type.shape(), open));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, type.dtype().isFloating() ? random.nextGaussian() : random.nextInt(3));
      if (type.dtype() == DType.BOOL) {
        array.set(i, random.nextInt(2));
      }
    }
    return array;
  }

  /** Floats uniform in [low, high), integers in [low, high). */
  NdArray uniform(TensorType type, Map<String, Integer> open, double low, double high) {
    NdArray array = NdArray.zeros(type.dtype(), sizes(type.shape(), open));
    for (int i = 0; i < array.size(); i++) {
      double value = low + (high - low) * random.nextDouble();
      array.set(i, type.dtype().isFloating() ? value : Math.floor(value));
    }
    return array;
  }

  /** Every fifth float is NaN, infinite, denormal, zero or large. */
  NdArray wild(TensorType type, Map<String, Integer> open) {
    NdArray array = normal(type, open);
    for (int i = 0; i < array.size() && type.dtype().isFloating(); i++) {
      if (random.nextInt(5) == 0) {
        array.set(i, SPECIAL[random.nextInt(SPECIAL.length)]);
      }
    }
    return array;
  }

  /** 1 + δ, δ uniform in ±amplitude. */
  NdArray noise(TensorType type, Map<String, Integer> open, double amplitude) {
    return uniform(type, open, 1 - amplitude, 1 + amplitude);
  }

  /** Another dtype. */
  static NdArray cast(NdArray array, DType dtype) {
    if (array.dtype() == dtype) {
      return array;
    }
    NdArray copy = NdArray.zeros(dtype, array.shape());
    for (int i = 0; i < copy.size(); i++) {
      copy.set(i, array.get(i));
    }
    return copy;
  }

  /** Examples {@code from} to {@code to} (exclusive) of the first axis. */
  static NdArray rows(NdArray array, int from, int to) {
    int[] shape = array.shape();
    int row = shape[0] == 0 ? 0 : array.size() / shape[0];
    shape[0] = to - from;
    NdArray part = NdArray.zeros(array.dtype(), shape);
    for (int i = 0; i < part.size(); i++) {
      part.set(i, array.get(from * row + i));
    }
    return part;
  }

  /** The same dtype, shape and bits, any NaN equalling any other. */
  static boolean same(NdArray a, NdArray b) {
    if (a.dtype() != b.dtype() || !Arrays.equals(a.shape(), b.shape())) {
      return false;
    }
    return switch (a.dtype()) {
      case F32 -> Arrays.equals((float[]) a.array(), (float[]) b.array());
      case F64 -> Arrays.equals((double[]) a.array(), (double[]) b.array());
      case I32 -> Arrays.equals((int[]) a.array(), (int[]) b.array());
      case I64 -> Arrays.equals((long[]) a.array(), (long[]) b.array());
      case BOOL -> Arrays.equals((boolean[]) a.array(), (boolean[]) b.array());
      case STRING -> Arrays.equals((String[]) a.array(), (String[]) b.array());
    };
  }
}
