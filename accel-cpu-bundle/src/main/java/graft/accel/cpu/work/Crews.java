package graft.accel.cpu.work;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares the processors among the runs that are at work at one time: each has workers of its own,
 * so many that all runs together have as many threads as there are processors. Otherwise two runs
 * would wait in spinning threads for tasks that no processor is free for, and the one that came
 * first would have all workers.
 *
 * <p>Idea: a run takes the workers that were given back last, whose caches and threads are warm.
 * Others count as at work for a moment after their end: a job is away between two steps for some
 * microseconds only, and to wake a thread for these costs more than it brings.
 *
 * <p>Cost: about 0.1 µs a run, nothing allocated once there are as many workers as runs.
 */
public final class Crews implements AutoCloseable {
  /** How long workers that were given back count as at work: longer than a batch takes to come. */
  private static final long RECENT_NANOS = 2_000_000;

  private final List<Workers> all = new ArrayList<>();

  /** Those of no run, the one given back last at the end. */
  private final List<Workers> free = new ArrayList<>();

  private final int processors;
  private int usual;

  public Crews(int processors) {
    this.processors = processors;
    this.usual = processors;
  }

  /**
   * Sets how many threads a run has that asks for no number.
   *
   * @param threads 0 for one for each processor
   */
  public synchronized void usual(int threads) {
    usual = threads > 0 ? threads : processors;
  }

  /** How many threads a run has that asks for no number. */
  public synchronized int usual() {
    return usual;
  }

  /**
   * Gives a run its workers, and its share of the threads.
   *
   * @param lane the caller's, which holds both until {@link #leave}
   * @param threads the most threads for it, the caller's among them; 0 for the usual number
   */
  public synchronized void enter(Lane lane, int threads) {
    int wanted = threads > 0 ? threads : usual;
    Workers own = free.isEmpty() ? add() : free.remove(free.size() - 1);
    long now = System.nanoTime();
    int runs = all.size() - free.size();
    for (int i = 0; i < free.size(); i++) {
      runs += now - free.get(i).leftNanos < RECENT_NANOS ? 1 : 0;
    }
    lane.workers = own;
    lane.parties = runs == 1 ? wanted : Math.max(1, Math.min(wanted, processors / runs));
  }

  private Workers add() {
    Workers workers = new Workers();
    all.add(workers);
    return workers;
  }

  /** Takes back what {@link #enter} gave. */
  public synchronized void leave(Lane lane) {
    Workers own = lane.workers;
    if (own != null) {
      own.leftNanos = System.nanoTime();
      free.add(own);
      lane.workers = null;
    }
  }

  /** Ends all threads; runs under way go on in their callers. */
  @Override
  public void close() {
    List<Workers> there;
    synchronized (this) {
      there = List.copyOf(all);
    }
    there.forEach(Workers::close);
  }
}
