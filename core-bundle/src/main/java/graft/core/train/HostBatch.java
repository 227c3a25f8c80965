package graft.core.train;

import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One batch on the host, ready to be handed to a device; filled again and again. */
final class HostBatch {
  final Batch columns;
  final Row row;
  final float[] weight;
  final long[] example;

  /** The places in the data of its examples. */
  final long[] index;

  private final Dataset data;
  private final Row raw;

  /** How many examples it holds. */
  int size;

  int epoch;

  /** The place in the epoch of its first example. */
  long first;

  /** True if the epoch ends with it. */
  boolean last;

  /** True once it is filled, or has a fault. */
  boolean ready;

  /** What went wrong while it was filled. */
  @Nullable RuntimeException fault;

  /**
   * @param data that its examples come from
   * @param raw what a stream's source gives, if transforms make another thing of it
   */
  HostBatch(Dataset data, Schema schema, int capacity, Optional<Schema> raw) {
    this.data = data;
    columns = new Batch(schema, capacity);
    row = columns.row();
    this.raw = raw.map(source -> new Batch(source, capacity).row()).orElse(row);
    weight = new float[capacity];
    example = new long[capacity];
    index = new long[capacity];
  }

  /** Where a stream's examples lie before all transforms. */
  Row raw() {
    return raw;
  }

  /** Where an example is in the data, for messages. */
  String origin(int example) {
    return Part.originIn(data, index[example]);
  }

  /** Sets its place in an epoch, and with it its size. */
  void at(int epoch, long first, long examples) {
    this.epoch = epoch;
    this.first = first;
    size = (int) Math.min(weight.length, examples - first);
    last = first + size == examples;
    for (int i = 0; i < size; i++) {
      example[i] = first + i;
    }
  }
}
