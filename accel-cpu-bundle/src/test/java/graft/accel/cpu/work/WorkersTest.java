package graft.accel.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  /** Counts how often each task is done. */
  private record Counting(AtomicIntegerArray counts) implements Work {
    Counting(int tasks) {
      this(new AtomicIntegerArray(tasks));
    }

    @Override
    public int tasks() {
      return counts.length();
    }

    @Override
    public void run(int from, int to, Lane lane) {
      for (int i = from; i < to; i++) {
        counts.incrementAndGet(i);
      }
    }

    void assertEach(int times) {
      for (int i = 0; i < counts.length(); i++) {
        assertEquals(times, counts.get(i), "task " + i);
      }
    }
  }

  @Test
  void everyTaskIsDoneOnceInEachRun() {
    try (Workers workers = new Workers()) {
      Lane lane = new Lane();
      for (int tasks : new int[] {0, 1, 2, 7, 100}) {
        Counting work = new Counting(tasks);
        for (int run = 0; run < 2_000; run++) {
          workers.run(work, 4, lane);
        }
        work.assertEach(2_000);
      }
    }
  }

  @Test
  void runsOfSeveralThreadsDoNotMix() throws InterruptedException {
    try (Workers workers = new Workers()) {
      List<Counting> works = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Counting work = new Counting(50);
        works.add(work);
        threads.add(
            new Thread(
                () -> {
                  Lane lane = new Lane();
                  for (int run = 0; run < 1_000; run++) {
                    workers.run(work, 3, lane);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      works.forEach(w -> w.assertEach(1_000));
    }
  }

  private record Failing(int tasks) implements Work {
    @Override
    public void run(int from, int to, Lane lane) {
      throw new IllegalStateException("task fails");
    }
  }

  @Test
  void anExceptionReachesTheCallerAndTheNextRunWorks() {
    try (Workers workers = new Workers()) {
      Lane lane = new Lane();
      for (int i = 0; i < 100; i++) {
        Throwable thrown =
            assertThrows(IllegalStateException.class, () -> workers.run(new Failing(40), 3, lane));
        assertEquals("task fails", thrown.getMessage());
      }
      Counting work = new Counting(9);
      workers.run(work, 3, lane);
      work.assertEach(1);
    }
  }

  @Test
  void closingEndsTheThreadsAndLaterRunsGoOnAlone() {
    Workers workers = new Workers();
    long before = alive();
    Counting work = new Counting(9);
    workers.run(work, 4, new Lane());
    assertTrue(alive() > before);
    workers.close();
    assertEquals(before, alive());
    workers.run(work, 4, new Lane());
    work.assertEach(2);
    assertEquals(before, alive());
  }

  private static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("graft-cpu-"))
        .count();
  }
}
