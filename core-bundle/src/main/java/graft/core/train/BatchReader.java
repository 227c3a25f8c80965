package graft.core.train;

import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.core.registry.PluginFault;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a data set, epoch after epoch without end, read ahead by worker threads, each of which
 * fills a whole batch. What a batch holds is decided before, in the batches' order ({@link
 * Supply}), and depends on seed, epoch and place only: never on timing or on the number of workers.
 *
 * <p>The step computes on all processors, so a second worker begins only where the step waits for a
 * good part of its time, and so on up to {@link Feed#mappings}. Once all have begun, nothing is
 * allocated but by the data's own code.
 */
final class BatchReader implements AutoCloseable {
  /** Batches beside those that are being filled: one in use, one in waiting. */
  private static final int SPARE = 2;

  private static final long PATIENCE_MILLIS = 200;
  private static final long CLOSE_MILLIS = 5_000;

  /**
   * What is read.
   *
   * @param mappings one for each worker that may be
   * @param shuffle a new order in each epoch, else that of the data
   * @param buffer of a stream that is shuffled, the examples in its buffer
   */
  record Feed(
      Dataset data,
      Schema schema,
      List<Mapping> mappings,
      Weighting weighting,
      long seed,
      boolean shuffle,
      int buffer) {}

  private final Feed feed;
  private final int batch;

  /** Asked under its own lock, which is taken before this object's. */
  private final Supply supply;

  private final Thread[] workers;

  // Guarded by this. Batches taken to claimed - 1 (counted on, modulo the ring's length) are filled
  // or being filled.
  private final @Nullable HostBatch[] ring;
  private final ArrayDeque<HostBatch> free;
  private int started;
  private long claimed;
  private long taken;
  private @Nullable HostBatch held;
  private final Hiring hiring = new Hiring(System.nanoTime());
  private boolean failed;
  private boolean closed;

  /**
   * A reader that begins in the middle.
   *
   * @param examples of epoch {@code epoch} that are left out, since they were trained before
   */
  BatchReader(Feed feed, int batch, int epoch, long examples) {
    this.feed = feed;
    Dataset data = feed.data();
    this.batch = (int) Math.min(batch, data.size());
    supply =
        data.isStream()
            ? new StreamSupply(
                data, feed.shuffle() ? feed.buffer() : 0, feed.seed(), epoch, examples)
            : new IndexSupply(
                Math.toIntExact(data.size()), feed.shuffle(), feed.seed(), epoch, examples);
    workers = new Thread[feed.mappings().size()];
    ring = new HostBatch[workers.length + SPARE];
    free = new ArrayDeque<>(ring.length);
    while (free.size() < SPARE) {
      free.push(room());
    }
  }

  private HostBatch room() {
    boolean isMapped = feed.data().isStream() && !feed.mappings().get(0).isEmpty();
    Optional<Schema> raw = isMapped ? Optional.of(feed.data().schema()) : Optional.empty();
    return new HostBatch(feed.data(), feed.schema(), batch, raw);
  }

  /** The examples of an epoch. */
  long examples() {
    return feed.data().size();
  }

  /** The most examples that a batch holds. */
  int batch() {
    return batch;
  }

  /** How many threads read. */
  synchronized int workers() {
    return started;
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
    if (held != null) {
      free.push(held);
      held = null;
      taken++;
      notifyAll();
    }
    if (started == 0) {
      hire();
    }
    HostBatch ready = ready();
    boolean interrupted = false;
    long since = System.nanoTime();
    boolean leaves = givenUp.getAsBoolean();
    while (ready == null && !closed && !leaves) {
      interrupted |= await();
      ready = ready();
      leaves = givenUp.getAsBoolean();
    }
    long now = System.nanoTime();
    if (hiring.needsAnother(now - since, now) && started < workers.length && !closed) {
      hire();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      throw new IllegalStateException("the reader is closed");
    }
    if (ready == null || leaves) {
      return null;
    }
    if (ready.fault != null) {
      throw ready.fault;
    }
    held = ready;
    return ready;
  }

  private @Nullable HostBatch ready() {
    HostBatch next = taken < claimed ? ring[(int) (taken % ring.length)] : null;
    return next != null && next.ready ? next : null;
  }

  private void hire() {
    free.push(room());
    Mapping mapping = feed.mappings().get(started);
    Thread worker = new Thread(() -> work(mapping), "graft-data-" + (started + 1));
    worker.setDaemon(true);
    workers[started++] = worker;
    worker.start();
    notifyAll();
  }

  @SuppressWarnings("WaitNotInLoop") // Its callers look again, in loops.
  private boolean await() {
    try {
      wait(PATIENCE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void work(Mapping mapping) {
    while (true) {
      HostBatch room;
      synchronized (supply) {
        room = claim();
        if (room == null) {
          return;
        }
        try {
          supply.next(room);
        } catch (RuntimeException e) {
          room.fault = e;
        } catch (Throwable e) { // a plug-in reads: it may throw anything
          room.fault = PluginFault.of("reading data", e);
        }
        if (room.fault != null) {
          end(room); // before another asks: what follows has no meaning
          return;
        }
      }
      tryToFill(room, mapping);
      end(room);
    }
  }

  private synchronized void end(HostBatch room) {
    room.ready = true;
    failed |= room.fault != null;
    notifyAll();
  }

  /** Waits for room for the next batch; null if there is nothing more to do. */
  private synchronized @Nullable HostBatch claim() {
    while (free.isEmpty() && !closed && !failed) {
      await();
    }
    if (closed || failed) {
      return null;
    }
    HostBatch room = free.pop();
    room.ready = false;
    ring[(int) (claimed++ % ring.length)] = room;
    return room;
  }

  private void tryToFill(HostBatch room, Mapping mapping) {
    try {
      fill(room, mapping);
    } catch (RuntimeException e) {
      room.fault = e;
    } catch (Throwable e) { // a plug-in reads: it may throw anything
      room.fault = PluginFault.of("reading data", e);
    }
  }

  private void fill(HostBatch room, Mapping mapping) {
    for (int i = 0; i < room.size; i++) {
      if (feed.data().isStream()) {
        mapping.map(room.raw().at(i), room.index[i], room.epoch, room.row.at(i));
      } else {
        mapping.read(feed.data(), room.index[i], room.epoch, room.row.at(i));
      }
    }
    mapping.finish(room);
    for (int i = 0; i < room.size; i++) {
      room.weight[i] = feed.weighting().of(room.row.at(i));
    }
  }

  /** Ends the threads; afterwards the data may be closed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    long end = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
    boolean all = true;
    for (int i = 0; i < started; i++) {
      try {
        // No interrupt: it would close the file channels of the data. A source that hangs is left.
        workers[i].join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      all &= !workers[i].isAlive();
    }
    if (all) {
      supply.close();
    }
  }
}
