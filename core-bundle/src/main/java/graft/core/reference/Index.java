package graft.core.reference;

import graft.api.DeviceException;
import java.util.Arrays;

/** Positions of elements in row-major arrays. */
final class Index {
  private Index() {}

  static int size(int... shape) {
    return size(Arrays.stream(shape).asLongStream().reduce(1, Index::product));
  }

  /** A number of elements that an array can have. */
  static int size(long elements) {
    if (elements != (int) elements) {
      throw new DeviceException(
          "reference",
          "a tensor holds at most 2^31 elements, got " + elements,
          "use a smaller batch, or split the tensor");
    }
    return (int) elements;
  }

  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /** How far neighbours along each axis are apart. */
  static int[] strides(int... shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  /** 0, 1, 2 … */
  static int[] count(int length) {
    int[] positions = new int[length];
    Arrays.setAll(positions, i -> i);
    return positions;
  }

  /** For each coordinate c of the shape in row-major order: offset + Σ cᵢ·strideᵢ. */
  static int[] linear(int[] shape, int offset, int... strides) {
    int[] positions = new int[size(shape)];
    int[] coordinate = new int[shape.length];
    int position = offset;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = position;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++coordinate[axis] < shape[axis]) {
          break;
        }
        position -= shape[axis] * strides[axis];
        coordinate[axis] = 0;
      }
    }
    return positions;
  }

  /** The coordinate of a position. */
  static int[] coordinate(int position, int... shape) {
    int[] coordinate = new int[shape.length];
    int rest = position;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      coordinate[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return coordinate;
  }
}
