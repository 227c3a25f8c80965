package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.data.Batch;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.api.run.RunSpec;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkersTest {
  private final Registry registry = new Registry();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile double badX = -1;

  WorkersTest() {
    registry.add(Kind.SOURCE, "lines", 0, Bench.Lines::new);
    registry.add(Kind.TRANSFORM, "slow_noise", 0, SlowNoise::new);
    registry.add(Kind.TRANSFORM, "mix", 0, Mix::new);
  }

  /** Takes 0.2 to 2 ms an example, other times in other threads, and adds a random number. */
  private final class SlowNoise implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema schema) {
      return schema;
    }

    @Override
    public boolean trainingOnly() {
      return true;
    }

    @Override
    public Mapper mapper(NoConfig config, Schema schema, Map<String, Object> statistics) {
      return (Row from, Row to, RandomGenerator random) -> {
        threads.add(Thread.currentThread());
        if (from.get(0, 0) == badX) {
          throw new DataException("x is bad", "");
        }
        spin(200_000 + Thread.currentThread().getId() % 4 * 600_000);
        to.set(0, 0, from.get(0, 0) + random.nextDouble());
        to.set(1, 0, from.get(1, 0));
      };
    }
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Each x becomes the mean of its own and the one before in the batch, times a random number. */
  private static final class Mix implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema schema) {
      return schema;
    }

    @Override
    public boolean trainingOnly() {
      return true;
    }

    @Override
    public Mapper mapper(NoConfig config, Schema schema, Map<String, Object> statistics) {
      return new Mapper() {
        @Override
        public void apply(Row from, Row to, RandomGenerator random) {
          to.set(0, 0, from.get(0, 0));
          to.set(1, 0, from.get(1, 0));
        }

        @Override
        public void finish(Batch batch, int examples, RandomGenerator random) {
          double factor = random.nextDouble();
          Row row = batch.row();
          for (int i = examples - 1; i > 0; i--) {
            double before = row.at(i - 1).get(0, 0);
            row.at(i).set(0, 0, factor * (row.get(0, 0) + before) / 2);
          }
        }
      };
    }
  }

  private DataPipeline open(long workers, Object... transforms) {
    RunSpec spec =
        new RunSpec(
            Map.of(
                "training",
                Map.of("batch", 3L),
                "data",
                Map.of(
                    "source",
                    "lines",
                    "workers",
                    workers,
                    "validation",
                    Map.of("last", 4L),
                    "transforms",
                    List.of(transforms))));
    return DataPipeline.open(spec, TrainingPlan.of(spec), registry);
  }

  private static List<Double> read(BatchReader reader, int batches) {
    List<Double> x = new ArrayList<>();
    for (int b = 0; b < batches; b++) {
      HostBatch batch = reader.next();
      x.add((double) batch.epoch);
      x.add((double) batch.first);
      for (int i = 0; i < batch.size; i++) {
        x.add(batch.row.at(i).get(0, 0));
      }
    }
    return x;
  }

  @Test
  void theBatchesAreTheSameForAnyNumberOfWorkers() {
    List<List<Double>> read = new ArrayList<>();
    for (long workers : new long[] {1, 2, 5}) {
      try (DataPipeline data = open(workers, "slow_noise", "mix");
          BatchReader reader = data.training(0, 3)) {
        read.add(read(reader, 50));
        assertEquals(workers > 1, reader.workers() > 1); // since this thread only waits
      }
    }
    assertEquals(read.get(0), read.get(1));
    assertEquals(read.get(0), read.get(2));
  }

  /** Of 8 batches in 80 ms, more than 10 ms waited; a trial does not count in the next. */
  @Test
  void anotherWorkerIsNeededWhereAnEighthOfTheTimeIsWaited() {
    for (long waited : new long[] {1_250_000, 1_250_001}) {
      Hiring hiring = new Hiring(7);
      for (int trial = 0; trial < 3; trial++) {
        for (int i = 1; i <= 8; i++) {
          long now = 7 + (8 * trial + i) * 10_000_000L;
          assertEquals(i == 8 && waited > 1_250_000, hiring.needsAnother(waited, now));
        }
      }
    }
  }

  @Test
  void closingEndsAllWorkers() {
    try (DataPipeline data = open(3, "slow_noise")) {
      try (BatchReader reader = data.training(0, 0)) {
        while (threads.size() < 3) {
          read(reader, 1);
        }
      }
      threads.forEach(thread -> assertFalse(thread.isAlive(), thread.getName()));
    }
  }

  @Test
  void aFaultComesAfterTheBatchesBeforeIt() {
    for (long workers : new long[] {1, 4}) {
      badX = -1;
      List<Double> before;
      int batches = 0;
      try (DataPipeline data = open(1, "slow_noise");
          BatchReader reader = data.training(0, 0)) {
        before = read(reader, 12);
      }
      badX = 2.0;
      try (DataPipeline data = open(workers, "slow_noise");
          BatchReader reader = data.training(0, 0)) {
        List<Double> got = new ArrayList<>();
        GraftException fault = null;
        while (fault == null) {
          try {
            got.addAll(read(reader, 1));
            batches++;
          } catch (GraftException e) {
            fault = e;
          }
        }
        assertEquals(before.subList(0, got.size()), got);
        assertTrue(batches < 6, "the fault was passed over");
        assertEquals("transform 1 (slow_noise), example 8: x is bad", fault.getMessage());
        assertThrows(GraftException.class, reader::next);
      }
    }
  }

  @Test
  void wholeBatchesAreFinishedInTrainingOnly() {
    try (DataPipeline data = open(2, "mix");
        BatchReader training = data.training(0, 0);
        BatchReader held = data.validation().orElseThrow()) {
      // Held back are x = 4, 4.25 …: as they are.
      assertEquals(List.of(0.0, 0.0, 4.0, 4.25, 4.5), read(held, 1));
      HostBatch first = training.next();
      double factor = first.row.at(1).get(0, 0);
      assertNotEquals(0, factor * 4 % 1, 1e-9); // no quarter: it was multiplied
    }
  }
}
