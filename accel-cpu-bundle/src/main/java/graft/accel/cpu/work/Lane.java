package graft.accel.cpu.work;

import graft.accel.cpu.kernel.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs for itself while it works: buffers that grow to the largest size asked for
 * and are then reused, so that warm work allocates nothing.
 */
public final class Lane {
  /** Buffers of the kernel library. */
  public final Scratch scratch = new Scratch();

  /** What {@link Crews} has given to the run whose caller this is. */
  @Nullable Workers workers;

  int parties;

  private float[] floats = {};
  private int[] ints = {};
  private boolean[] bools = {};
  private int[] positions = {};

  /** The workers that help the run at work. */
  public Workers workers() {
    Workers own = workers;
    if (own == null) {
      throw new IllegalStateException("no run is at work here");
    }
    return own;
  }

  /** How many threads the run at work has, the caller's among them. */
  public int parties() {
    return parties;
  }

  /** At least {@code size} floats with arbitrary content. */
  public float[] floats(int size) {
    return floats.length >= size ? floats : (floats = new float[size]);
  }

  /** At least {@code size} ints with arbitrary content. */
  public int[] ints(int size) {
    return ints.length >= size ? ints : (ints = new int[size]);
  }

  /** At least {@code size} truth values with arbitrary content. */
  public boolean[] bools(int size) {
    return bools.length >= size ? bools : (bools = new boolean[size]);
  }

  /** At least {@code size} ints, apart from {@link #ints}. */
  public int[] positions(int size) {
    return positions.length >= size ? positions : (positions = new int[size]);
  }
}
