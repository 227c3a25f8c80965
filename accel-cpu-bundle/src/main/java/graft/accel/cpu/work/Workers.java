package graft.accel.cpu.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that help a caller with its {@link Work}: they spin for a short while, then park.
 *
 * <p>Idea: one word holds the number of the current job and its next share; whoever raises it by
 * compare-and-set owns that share, and a thread that comes late finds another job's number and
 * fails. Before a job's fields change, the word is closed, so that nobody claims a share by fields
 * of another job. The caller takes part. If another run has the workers, the caller works alone:
 * which thread does a task never changes its bits.
 *
 * <p>Cost: about 0.2 µs for a job while the workers spin, nothing allocated.
 */
public final class Workers implements AutoCloseable {
  /** Rounds of spinning before a worker parks: some 50 µs, longer than the gap between kernels. */
  private static final int SPINS = 2_000;

  /** Shares for each thread: more than one, as threads are not equally fast. */
  private static final int SHARES = 4;

  private static final int CLOSED = Integer.MAX_VALUE;

  /** When {@link Crews} got them back, by {@link System#nanoTime}. */
  long leftNanos;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong word = new AtomicLong(CLOSED);
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile boolean closed;

  private @Nullable Work work;
  private int shares;
  private int limit;
  private volatile @Nullable Throwable failure;

  /** Does all tasks of {@code work} with up to {@code parties} threads, the caller among them. */
  public void run(Work work, int parties, Lane lane) {
    int tasks = work.tasks();
    if (tasks <= 0) {
      return;
    }
    if (tasks == 1 || parties == 1 || closed || !busy.compareAndSet(false, true)) {
      work.run(0, tasks, lane);
      return;
    }
    try {
      start(parties - 1);
      dispatch(work, tasks, parties, lane);
    } finally {
      busy.set(false);
    }
  }

  private void dispatch(Work next, int tasks, int parties, Lane lane) {
    long job = ((word.get() >>> 32) + 1) << 32;
    word.set(job | CLOSED);
    work = next;
    shares = Math.min(tasks, next.coarse() ? parties : parties * SHARES);
    limit = parties - 1;
    failure = null;
    done.set(0);
    job += 1L << 32;
    word.set(job);
    if (parked.get() > 0) {
      for (int i = 0; i < limit; i++) {
        LockSupport.unpark(threads.get(i));
      }
    }
    work(job, lane);
    for (int spins = 0; done.get() < shares; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    work = null;
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw Workers.<RuntimeException>asIs(thrown);
    }
  }

  /** Claims and does shares of the job until none is left. */
  private void work(long job, Lane lane) {
    while (true) {
      long now = word.get();
      int share = (int) now;
      if ((now & ~0xffffffffL) != job || share >= shares) {
        return;
      }
      Work current = work;
      int count = shares;
      if (current == null || !word.compareAndSet(now, now + 1)) {
        continue;
      }
      try {
        long tasks = current.tasks();
        current.run((int) (tasks * share / count), (int) (tasks * (share + 1) / count), lane);
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        done.incrementAndGet();
      }
    }
  }

  /** Starts threads until there are {@code count}; called by the one that is {@link #busy}. */
  private void start(int count) {
    while (threads.size() < count) {
      int index = threads.size();
      Thread thread = new Thread(() -> loop(index), "graft-cpu-" + (index + 1));
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void loop(int index) {
    Lane lane = new Lane();
    long seen = 0;
    int spins = 0;
    while (!closed) {
      long now = word.get();
      long job = now & ~0xffffffffL;
      if (job != seen && (int) now != CLOSED) {
        seen = job;
        if (index < limit) {
          spins = 0;
          work(job, lane);
        }
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        park(seen);
        spins = 0;
      }
    }
  }

  /** Parks until there is another job than the one seen last. */
  private void park(long seen) {
    parked.incrementAndGet();
    // Looked at again after being counted: the caller either sees the count or we see its job.
    while (!closed && ((word.get() & ~0xffffffffL) == seen || (int) word.get() == CLOSED)) {
      LockSupport.park(this);
    }
    parked.decrementAndGet();
  }

  /** Ends all threads, and waits for their end. Later runs go on in the caller alone. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    // Whoever is busy started threads before we look, or sees that this is closed.
    while (!busy.compareAndSet(false, true)) {
      Thread.yield();
    }
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      try {
        thread.join(1_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    threads.clear();
    busy.set(false);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws a checked exception as if it were none. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asIs(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
