package graft.accel.cpu.work;

/**
 * A piece of work bound to memory and sizes: so many tasks, each with a fixed result wherever and
 * whenever it runs. The number of tasks depends on shapes only, so the bits do not depend on the
 * number of threads.
 */
public interface Work {
  /** How many tasks there are; 0 if there is nothing to do. */
  int tasks();

  /** Does the tasks from {@code from} (inclusive) to {@code to} (exclusive). */
  void run(int from, int to, Lane lane);

  /** True if one long range of tasks is cheaper than several short ones. */
  default boolean coarse() {
    return false;
  }
}
