package graft.accel.cpu;

import graft.accel.cpu.work.Storage;
import graft.api.DType;
import graft.api.DeviceException;
import graft.api.accel.Memory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tensor in a primitive array. */
final class CpuMemory implements Memory {
  private final DType dtype;
  private final int capacity;
  private @Nullable Object array;

  CpuMemory(DType dtype, long elements) {
    this.dtype = dtype;
    array = Storage.allocate(dtype, elements);
    capacity = (int) elements;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  /**
   * The elements, and slack behind them.
   *
   * @throws DeviceException if this is closed
   */
  Object array() {
    Object current = array;
    if (current == null) {
      throw new DeviceException(
          "cpu", "memory of " + capacity + " " + dtype.text() + " is used after its close", "");
    }
    return current;
  }

  @Override
  public void write(Object source, int sourceOffset, long offset, int count) {
    check(source, sourceOffset, offset, count);
    System.arraycopy(source, sourceOffset, array(), (int) offset, count);
  }

  @Override
  public void read(long offset, Object target, int targetOffset, int count) {
    check(target, targetOffset, offset, count);
    System.arraycopy(array(), (int) offset, target, targetOffset, count);
  }

  private void check(Object host, int hostOffset, long offset, int count) {
    if (!Storage.holds(dtype, host)) {
      throw new DeviceException(
          "cpu",
          "memory of " + dtype.text() + " is copied from or to " + host.getClass().getSimpleName(),
          "use an array of the memory's type");
    }
    Objects.checkFromIndexSize(hostOffset, count, Storage.length(host));
    Objects.checkFromIndexSize(offset, (long) count, (long) capacity);
  }

  @Override
  public void close() {
    array = null;
  }
}
