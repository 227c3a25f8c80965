package graft.core.train;

import graft.api.ConfigException;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.run.RunSpec;

/**
 * How data are read: the fields of {@code data} that change no statistics.
 *
 * @param workers {@code workers}: the most threads that decode and transform; by default as many as
 *     there are processors, at most 8. Further threads than one begin only where training waits for
 *     data, and the batches are the same for any number
 * @param shuffleBuffer {@code shuffle_buffer}: examples of a stream that are shuffled with each
 *     other; 0 for the default, 10,000 or as many as take 256 MiB
 */
record ReadingPlan(int workers, long shuffleBuffer) {
  private static final long DEFAULT_EXAMPLES = 10_000;
  private static final long DEFAULT_BYTES = 256L << 20;

  /** A guess of what a text takes. */
  private static final int TEXT_BYTES = 256;

  static ReadingPlan of(RunSpec spec) {
    Section data = new Section(spec, "data");
    int processors = Runtime.getRuntime().availableProcessors();
    return new ReadingPlan(
        (int) Math.min(data.whole("workers", Math.min(processors, 8), 1), 1024),
        data.whole("shuffle_buffer", 0, 1));
  }

  /**
   * The examples that a stream's shuffle buffer holds.
   *
   * @throws ConfigException if it is asked for more than half of the memory
   */
  int capacity(Dataset stream) {
    long bytes = 1;
    for (Column column : stream.schema().columns()) {
      int each = column.dtype().isNumeric() ? column.dtype().bytes() : TEXT_BYTES;
      bytes += (long) column.elements() * each;
    }
    if (shuffleBuffer == 0) {
      long fitting = Math.max(1, Math.min(DEFAULT_EXAMPLES, DEFAULT_BYTES / bytes));
      return (int) Math.min(fitting, stream.size());
    }
    long asked = Math.min(shuffleBuffer, stream.size());
    long most = Math.min(Runtime.getRuntime().maxMemory() / 2 / bytes, Integer.MAX_VALUE / bytes);
    if (asked > most) {
      throw new ConfigException(
          "data.shuffle_buffer",
          asked + " examples of " + bytes + " bytes take more than half of the memory",
          "at most " + most + " fit");
    }
    return (int) asked;
  }
}
