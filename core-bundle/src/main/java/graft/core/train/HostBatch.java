package graft.core.train;

import graft.api.data.Batch;
import graft.api.data.Row;
import graft.api.data.Schema;
import org.jspecify.annotations.Nullable;

/** One batch on the host, ready to be handed to a device; filled again and again. */
final class HostBatch {
  final Batch columns;
  final Row row;
  final float[] weight;
  final long[] example;

  /** How many examples it holds. */
  int size;

  int epoch;

  /** The place in the epoch of its first example. */
  long first;

  /** True if the epoch ends with it. */
  boolean last;

  /** What went wrong while it was filled. */
  @Nullable RuntimeException fault;

  HostBatch(Schema schema, int capacity) {
    columns = new Batch(schema, capacity);
    row = columns.row();
    weight = new float[capacity];
    example = new long[capacity];
  }
}
