package graft.core.train;

import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a data set, epoch after epoch without end, read ahead by one thread into three rooms
 * that are used in turn. What is read depends on seed, epoch and place only, never on timing.
 * Between making and closing, nothing is allocated but by the data's own code.
 */
final class BatchReader implements AutoCloseable {
  private static final int ROOMS = 3;
  private static final long PATIENCE_MILLIS = 200;

  /**
   * What is read.
   *
   * @param shuffle a new order in each epoch, else that of the data
   */
  record Feed(
      Dataset data,
      Schema schema,
      Mapping mapping,
      Weighting weighting,
      long seed,
      boolean shuffle) {}

  private final Feed feed;
  private final int batch;
  private final int[] order;
  private final SeededRandom shuffle;
  private final HostBatch[] rooms = new HostBatch[ROOMS];
  private final Thread thread;
  private int epoch;
  private long place;
  private int ordered = -1;

  // Guarded by this. Rooms taken to filled - 1 (counted on, modulo ROOMS) hold batches.
  private long filled;
  private long taken;
  private boolean holding;
  private boolean started;
  private boolean closed;

  /**
   * A reader that begins in the middle.
   *
   * @param examples of epoch {@code epoch} that are left out, since they were trained before
   */
  BatchReader(Feed feed, int batch, int epoch, long examples) {
    this.feed = feed;
    this.batch = (int) Math.min(batch, feed.data().size());
    this.epoch = epoch;
    this.place = examples;
    order = new int[Math.toIntExact(feed.data().size())];
    shuffle = new SeededRandom(feed.seed(), "shuffle");
    for (int i = 0; i < ROOMS; i++) {
      rooms[i] = new HostBatch(feed.schema(), this.batch);
    }
    thread = new Thread(this::readAhead, "graft-data");
    thread.setDaemon(true);
  }

  /** The examples of an epoch. */
  long examples() {
    return order.length;
  }

  /** The most examples that a batch holds. */
  int batch() {
    return batch;
  }

  /** The next batch; it may be used until the next call. Reading begins with the first. */
  HostBatch next() {
    HostBatch next = next(() -> false);
    if (next == null) {
      throw new IllegalStateException("nobody gave up");
    }
    return next;
  }

  /**
   * The same, unless its reader gives up: data may take its time, or hang.
   *
   * @param givenUp looked at a few times a second
   * @return null if it was given up
   */
  synchronized @Nullable HostBatch next(BooleanSupplier givenUp) {
    if (!started) {
      started = true;
      thread.start();
    }
    if (holding) {
      taken++;
      holding = false;
      notifyAll();
    }
    boolean interrupted = false;
    while (filled == taken && !closed && !givenUp.getAsBoolean()) {
      interrupted |= await();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      throw new IllegalStateException("the reader is closed");
    }
    if (filled == taken) {
      return null;
    }
    holding = true;
    HostBatch room = rooms[(int) (taken % ROOMS)];
    if (room.fault != null) {
      throw room.fault;
    }
    return room;
  }

  private boolean await() {
    try {
      wait(PATIENCE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void readAhead() {
    while (true) {
      HostBatch room;
      synchronized (this) {
        while (filled - taken == ROOMS && !closed) {
          await();
        }
        if (closed) {
          return;
        }
        room = rooms[(int) (filled % ROOMS)];
      }
      try {
        fill(room);
      } catch (RuntimeException e) {
        room.fault = e;
      } catch (Throwable e) { // a plug-in reads: it may throw anything
        room.fault = Faults.ofPlugin("reading data", e);
      }
      synchronized (this) {
        filled++;
        notifyAll();
        if (room.fault != null) {
          return;
        }
      }
    }
  }

  private void fill(HostBatch room) {
    if (ordered != epoch) {
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      if (feed.shuffle()) {
        shuffle.at(epoch, 0).shuffle(order);
      }
      ordered = epoch;
    }
    room.epoch = epoch;
    room.first = place;
    room.size = (int) Math.min(batch, order.length - place);
    for (int i = 0; i < room.size; i++) {
      feed.mapping().read(feed.data(), order[(int) place + i], epoch, room.row.at(i));
      room.weight[i] = feed.weighting().of(room.row);
      room.example[i] = place + i;
    }
    place += room.size;
    room.last = place == order.length;
    if (room.last) {
      place = 0;
      epoch++;
    }
  }

  /** Ends the thread; afterwards the data may be closed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      // No interrupt: it would close the file channels of the data. A source that hangs is left.
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
