package graft.api;

import java.util.Arrays;

/**
 * A tensor's value on the host: dtype, shape and one array (float[], double[], int[], long[],
 * boolean[]; String[] for text in data), row-major. The array is not copied.
 */
public final class NdArray {
  private final DType dtype;
  private final int[] shape;
  private final Object array;

  /**
   * @throws ShapeException if the array's length is not the shape's number of elements
   */
  public NdArray(Object array, int... shape) {
    this.dtype = dtypeOf(array);
    this.array = array;
    this.shape = shape.clone();
    int length = java.lang.reflect.Array.getLength(array);
    if (length != elements(shape)) {
      throw new ShapeException(
          "shape "
              + Arrays.toString(shape)
              + " needs "
              + elements(shape)
              + " elements, got "
              + length,
          "");
    }
  }

  /** Zeros. */
  public static NdArray zeros(DType dtype, int... shape) {
    return new NdArray(allocate(dtype, elements(shape)), shape);
  }

  /** A zeroed array for a dtype; empty texts for strings. */
  public static Object allocate(DType dtype, int length) {
    return switch (dtype) {
      case F32 -> new float[length];
      case F64 -> new double[length];
      case I32 -> new int[length];
      case I64 -> new long[length];
      case BOOL -> new boolean[length];
      case STRING -> {
        String[] texts = new String[length];
        Arrays.fill(texts, "");
        yield texts;
      }
    };
  }

  public DType dtype() {
    return dtype;
  }

  public int[] shape() {
    return shape.clone();
  }

  public int size() {
    return elements(shape);
  }

  /** The array itself. */
  public Object array() {
    return array;
  }

  /**
   * An element as a double, whatever its type; booleans are 0 and 1.
   *
   * @throws ShapeException if this holds text
   */
  public double get(int index) {
    return switch (dtype) {
      case F32 -> ((float[]) array)[index];
      case F64 -> ((double[]) array)[index];
      case I32 -> ((int[]) array)[index];
      case I64 -> ((long[]) array)[index];
      case BOOL -> ((boolean[]) array)[index] ? 1 : 0;
      case STRING -> throw new ShapeException("text is no number: '" + text(index) + "'", "");
    };
  }

  /** Sets an element, converted to this dtype. */
  public void set(int index, double value) {
    switch (dtype) {
      case F32 -> ((float[]) array)[index] = (float) value;
      case F64 -> ((double[]) array)[index] = value;
      case I32 -> ((int[]) array)[index] = (int) value;
      case I64 -> ((long[]) array)[index] = (long) value;
      case BOOL -> ((boolean[]) array)[index] = value != 0;
      case STRING -> throw new ShapeException("a number is no text: " + value, "");
    }
  }

  /**
   * A text.
   *
   * @throws ShapeException if this holds numbers
   */
  public String text(int index) {
    if (array instanceof String[] texts) {
      return texts[index];
    }
    throw new ShapeException("there is no text in " + dtype.text(), "");
  }

  private static DType dtypeOf(Object array) {
    if (array instanceof float[]) {
      return DType.F32;
    } else if (array instanceof double[]) {
      return DType.F64;
    } else if (array instanceof int[]) {
      return DType.I32;
    } else if (array instanceof long[]) {
      return DType.I64;
    } else if (array instanceof boolean[]) {
      return DType.BOOL;
    } else if (array instanceof String[]) {
      return DType.STRING;
    }
    throw new ShapeException("not an array of a dtype: " + array.getClass().getSimpleName(), "");
  }

  private static int elements(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(dtype.text() + Arrays.toString(shape) + " [");
    for (int i = 0; i < Math.min(size(), 16); i++) {
      text.append(i > 0 ? ", " : "").append(dtype.isNumeric() ? get(i) : text(i));
    }
    return text.append(size() > 16 ? ", …]" : "]").toString();
  }
}
