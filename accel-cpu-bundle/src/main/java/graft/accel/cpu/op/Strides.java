package graft.accel.cpu.op;

import java.util.Arrays;

/** Sizes and strides of row-major arrays. */
final class Strides {
  private Strides() {}

  static int size(int... sizes) {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  /** How far neighbours along each axis are apart. */
  static int[] of(int... sizes) {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  /** The product of the sizes from {@code from} to before {@code to}. */
  static int product(int[] sizes, int from, int to) {
    return size(Arrays.copyOfRange(sizes, from, to));
  }
}
