package graft.api.accel;

import graft.api.DType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A piece of an accelerator's memory that holds one tensor: a parameter, a state, an input, an
 * output. Not for several threads at once.
 */
@ProviderType
public interface Memory extends AutoCloseable {
  DType dtype();

  /** How many elements fit. */
  long capacity();

  /**
   * Copies from a host array (float[], double[], int[], long[] or boolean[], as the dtype says) to
   * this memory.
   *
   * @throws IndexOutOfBoundsException if either side is too short; nothing is copied then
   */
  void write(Object source, int sourceOffset, long offset, int count);

  /** Copies from this memory to a host array; as {@link #write}. */
  void read(long offset, Object target, int targetOffset, int count);

  /** Gives the memory back; using it later throws {@link graft.api.DeviceException}. */
  @Override
  void close();
}
