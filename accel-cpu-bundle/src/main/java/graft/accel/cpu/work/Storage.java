package graft.accel.cpu.work;

import graft.api.DType;
import graft.api.DeviceException;

/** Primitive arrays for tensors: float[], double[], int[], long[] and boolean[]. */
public final class Storage {
  /**
   * Elements behind the last one of every array. Vector loops read (never write) whole vectors at
   * the end of a row; the widest vector there may be has 64 lanes.
   */
  public static final int SLACK = 64;

  private Storage() {}

  /**
   * An array of zeros for that many elements and the slack.
   *
   * @throws DeviceException if there is not enough memory, or an array cannot be that long
   */
  public static Object allocate(DType dtype, long elements) {
    int length = (int) checked(elements) + SLACK;
    try {
      return switch (dtype) {
        case F32 -> new float[length];
        case F64 -> new double[length];
        case I32 -> new int[length];
        case I64 -> new long[length];
        case BOOL -> new boolean[length];
        case STRING -> throw DType.notInTensors();
      };
    } catch (OutOfMemoryError e) {
      throw new DeviceException(
          "cpu",
          "no memory for " + elements + " elements of " + dtype.text(),
          "raise the JVM's -Xmx, or use a smaller batch");
    }
  }

  /** A number of elements, or a place among them, that an array can have. */
  public static long checked(long elements) {
    if (elements < 0 || elements > Integer.MAX_VALUE - 2 * SLACK) {
      throw new DeviceException(
          "cpu",
          "a tensor, and all of a step together, holds at most 2^31 elements, got " + elements,
          "use a smaller batch, or split the tensor");
    }
    return elements;
  }

  /** The length of a primitive array. */
  public static int length(Object array) {
    return java.lang.reflect.Array.getLength(array);
  }

  /** How many elements fit into an array made by {@link #allocate}. */
  public static int capacity(Object array) {
    return length(array) - SLACK;
  }

  /** True if the array is of the type that holds {@code dtype}. */
  public static boolean holds(DType dtype, Object array) {
    return switch (dtype) {
      case F32 -> array instanceof float[];
      case F64 -> array instanceof double[];
      case I32 -> array instanceof int[];
      case I64 -> array instanceof long[];
      case BOOL -> array instanceof boolean[];
      case STRING -> throw DType.notInTensors();
    };
  }
}
