package graft.core.reference;

import graft.api.DType;
import graft.api.DeviceException;
import graft.api.accel.Memory;
import java.util.Arrays;
import java.util.Objects;

/**
 * Memory of the interpreter. Beside an array of its dtype, a floating memory reads and writes
 * double[], so that nothing is rounded where the interpreter computes in double.
 */
final class HostMemory implements Memory {
  private final Value all;
  private boolean closed;

  HostMemory(DType dtype, int elements) {
    all = Value.zeros(dtype, elements);
  }

  @Override
  public DType dtype() {
    return all.dtype();
  }

  @Override
  public long capacity() {
    return all.size();
  }

  @Override
  public void write(Object source, int sourceOffset, long offset, int count) {
    check(source, sourceOffset, offset, count);
    for (int i = 0; i < count; i++) {
      int to = (int) offset + i;
      int from = sourceOffset + i;
      if (source instanceof float[] array) {
        all.floats()[to] = array[from];
      } else if (source instanceof double[] array) {
        all.floats()[to] = array[from];
      } else if (source instanceof int[] array) {
        all.integers()[to] = array[from];
      } else if (source instanceof long[] array) {
        all.integers()[to] = array[from];
      } else if (source instanceof boolean[] array) {
        all.integers()[to] = array[from] ? 1 : 0;
      }
    }
  }

  @Override
  public void read(long offset, Object target, int targetOffset, int count) {
    check(target, targetOffset, offset, count);
    for (int i = 0; i < count; i++) {
      int from = (int) offset + i;
      int to = targetOffset + i;
      if (target instanceof float[] array) {
        array[to] = (float) all.floats()[from];
      } else if (target instanceof double[] array) {
        array[to] = all.floats()[from];
      } else if (target instanceof int[] array) {
        array[to] = (int) all.integers()[from];
      } else if (target instanceof long[] array) {
        array[to] = all.integers()[from];
      } else if (target instanceof boolean[] array) {
        array[to] = all.integers()[from] != 0;
      }
    }
  }

  private void check(Object host, int hostOffset, long offset, int count) {
    open();
    boolean fits =
        switch (dtype()) {
          case F32 -> host instanceof float[] || host instanceof double[];
          case F64 -> host instanceof double[];
          case I32 -> host instanceof int[];
          case I64 -> host instanceof long[];
          case BOOL -> host instanceof boolean[];
          case STRING -> throw DType.notInTensors();
        };
    if (!fits) {
      throw new DeviceException(
          "a " + host.getClass().getSimpleName() + " does not hold " + dtype().text(), "");
    }
    Objects.checkFromIndexSize(hostOffset, count, java.lang.reflect.Array.getLength(host));
    Objects.checkFromIndexSize(offset, count, capacity());
  }

  private void open() {
    if (closed) {
      throw new DeviceException("the memory was given back", "");
    }
  }

  /** The first elements, as a tensor of a shape. */
  Value load(int... shape) {
    open();
    return all.pick(Index.count(Index.size(shape)), shape);
  }

  void store(Value value) {
    open();
    int[] positions = Index.count(value.size());
    all.copy(value, positions, positions);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return dtype().text() + Arrays.toString(all.shape());
  }
}
