package graft.core.train;

import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a stream. Shuffled, each example is drawn at random from a buffer, and the next of the
 * stream takes its place; so an order depends on seed, epoch and the buffer's size only. A reader
 * that begins in the middle of an epoch draws what was trained before once more.
 */
final class StreamSupply implements Supply {
  private final Dataset data;
  private final long size;
  private final boolean shuffled;
  private final SeededRandom random;
  private final Batch buffer;
  private final Row slot;
  private final Row moved;
  private final long[] places;
  private int epoch;
  private long place;
  private Dataset.@Nullable Cursor cursor;

  /** How many examples of the epoch were read, and how many of the buffer's are left. */
  private long read;

  private int filled;

  /**
   * @param capacity the examples that the shuffle buffer holds; 0 for no shuffling
   * @param examples of epoch {@code epoch} that are left out, since they were trained before
   */
  StreamSupply(Dataset data, int capacity, long seed, int epoch, long examples) {
    this.data = data;
    size = data.size();
    shuffled = capacity > 0;
    int room = (int) Math.min(Math.max(1, capacity), size);
    buffer = new Batch(data.schema(), room);
    slot = buffer.row();
    moved = buffer.row();
    places = new long[room];
    random = new SeededRandom(seed, "shuffle");
    this.epoch = epoch;
    place = examples;
  }

  @Override
  public void next(HostBatch batch) {
    Dataset.Cursor from = cursor == null ? begin() : cursor;
    batch.at(epoch, place, size);
    for (int i = 0; i < batch.size; i++) {
      batch.index[i] = draw(from, batch.raw().at(i));
    }
    place += batch.size;
    if (batch.last) {
      close();
      place = 0;
      epoch++;
    }
  }

  /** A new pass, up to the place where this epoch goes on. */
  private Dataset.Cursor begin() {
    Dataset.Cursor from = data.cursor();
    cursor = from;
    read = 0;
    filled = 0;
    if (!shuffled) {
      from.skip(place, slot.at(0));
      read = place;
      return from;
    }
    random.at(epoch, 0);
    while (filled < buffer.capacity()) {
      places[filled] = read;
      read(from, slot.at(filled));
      filled++;
    }
    for (long i = 0; i < place; i++) {
      replace(from, random.below(filled));
    }
    return from;
  }

  /** Reads or draws an example; returns its place in the stream. */
  private long draw(Dataset.Cursor from, Row to) {
    if (!shuffled) {
      read(from, to);
      return read - 1;
    }
    int drawn = random.below(filled);
    long index = places[drawn];
    copy(slot.at(drawn), to);
    replace(from, drawn);
    return index;
  }

  private void replace(Dataset.Cursor from, int drawn) {
    if (read < size) {
      places[drawn] = read;
      read(from, slot.at(drawn));
      return;
    }
    filled--;
    if (drawn != filled) {
      copy(moved.at(filled), slot.at(drawn));
      places[drawn] = places[filled];
    }
  }

  private void read(Dataset.Cursor from, Row to) {
    if (!from.next(to)) {
      throw new DataException(
          "data source",
          "it ended after " + read + " examples, expected " + size,
          "did it change while it was read?");
    }
    read++;
  }

  @SuppressWarnings("SuspiciousSystemArraycopy")
  private static void copy(Row from, Row to) {
    for (int i = 0; i < from.batch().schema().columns().size(); i++) {
      System.arraycopy(from.array(i), from.offset(i), to.array(i), to.offset(i), from.elements(i));
    }
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
