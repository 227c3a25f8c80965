package graft.api.accel;

import org.osgi.annotation.versioning.ProviderType;

/** A program compiled for an accelerator. */
@ProviderType
public interface Executable extends AutoCloseable {
  Program program();

  /** A place to bind memory and sizes and to run; one for each thread that runs. */
  Frame frame();

  /** Releases what the device holds; frames end with it. */
  @Override
  void close();

  /** Bound ports and sizes, kept from run to run. A warm run allocates nothing. */
  @ProviderType
  interface Frame extends AutoCloseable {
    /** Gives an open size its value. */
    void size(String name, int value);

    /** Binds memory to port number {@code port}. */
    void bind(int port, Memory memory);

    /**
     * Runs all kernels, and waits for the end.
     *
     * @return false if the guard was false, so that no state was changed
     * @throws graft.api.DataException if an index was outside of its table; the message names
     *     layer, value, range and example; no state was changed
     * @throws graft.api.DeviceException if the device failed
     */
    boolean run();

    /**
     * The bytes of the arena for the sizes now bound, and of all its buffers one beside the other.
     */
    Arena arena();

    @Override
    void close();
  }
}
