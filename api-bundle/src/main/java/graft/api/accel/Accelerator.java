package graft.api.accel;

import graft.api.DType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Something that runs programs. Registered as a service with the property {@code
 * graft.accelerator.type}; the highest {@code service.ranking} is the default. Thread-safe.
 */
@ProviderType
public interface Accelerator {
  /** One line for people: device, vector width. */
  String description();

  /**
   * The same with the number of threads, where that is a choice.
   *
   * @param threads as in {@link #compile}
   */
  default String description(int threads) {
    return description();
  }

  /**
   * What the bits of results depend on: vector width or scalar, each kernel's algorithm, the
   * generator's version. Equal keys, equal bits, for any number of threads.
   */
  String numericsKey();

  /**
   * Makes a program ready to run for any sizes.
   *
   * @param threads how many threads a run may use; 0 for the usual number
   * @throws graft.api.CompileException if it cannot
   */
  Executable compile(Program program, int threads);

  /**
   * Sets how many threads a run may use whose program was compiled for 0 threads; from the next run
   * on. Runs at one time share the processors, whatever they may use.
   *
   * @param threads 0, as it is in the beginning, for all
   */
  default void usualThreads(int threads) {}

  /**
   * Memory for a tensor, filled with zeros.
   *
   * @throws graft.api.DeviceException if there is not enough
   */
  Memory allocate(DType dtype, long elements);
}
