package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.accel.Accelerator;
import graft.api.accel.Arena;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.core.registry.Registry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AllocationTest {
  private static final int STEPS = 6_000; // two threads may read them
  private static final int BATCH = 4;

  /**
   * Less than a byte a step: the JVM makes a few objects of its own when a thread first waits,
   * which under load may be in the metered steps.
   */
  private static final int FIRST_WAIT_BYTES = 1_000;

  @TempDir Path folder;

  /** What a thread had allocated at its 1,500th and at its 2,500th call. */
  static final class Meter {
    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long calls;
    private long from;
    long bytes = -1;

    void call(int each) {
      calls++;
      if (calls == 1_500L * each) {
        from = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      } else if (calls == 2_500L * each) {
        bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - from;
      }
    }
  }

  /** Runs nothing, and meters the thread that asks for it. */
  static final class Nothing implements Accelerator, Accelerators {
    final Meter meter = new Meter();

    @Override
    public String description() {
      return "nothing";
    }

    @Override
    public String numericsKey() {
      return "nothing";
    }

    @Override
    public Executable compile(Program program, int threads) {
      return new Executable() {
        @Override
        public Program program() {
          return program;
        }

        @Override
        public Frame frame() {
          return new Idle(program);
        }

        @Override
        public void close() {}
      };
    }

    private final class Idle implements Executable.Frame {
      private final Program program;

      Idle(Program program) {
        this.program = program;
      }

      @Override
      public void size(String name, int value) {}

      @Override
      public void bind(int port, Memory memory) {}

      @Override
      public boolean run() {
        meter.call(1);
        return true;
      }

      @Override
      public Arena arena() {
        return new Arena(program, name -> 1);
      }

      @Override
      public void close() {}
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
      return new Memory() {
        @Override
        public DType dtype() {
          return dtype;
        }

        @Override
        public long capacity() {
          return elements;
        }

        @Override
        public void write(Object source, int sourceOffset, long offset, int count) {}

        @Override
        public void read(long offset, Object target, int targetOffset, int count) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public long generation() {
      return 0;
    }

    @Override
    public Accelerator best(Optional<String> wanted, Collection<Accelerator> except) {
      return this;
    }

    @Override
    public boolean has(Accelerator accelerator) {
      return true;
    }
  }

  /** Of each thread that reads. */
  private static final Map<Thread, Meter> READING = new ConcurrentHashMap<>();

  private static void meterReading() {
    READING.computeIfAbsent(Thread.currentThread(), thread -> new Meter()).call(BATCH);
  }

  /** As many examples as there are steps to meter. */
  private record Endless(boolean isStream) implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      Table line = Table.line(20);
      return new Dataset() {
        @Override
        public Schema schema() {
          return line.schema();
        }

        @Override
        public long size() {
          return STEPS * BATCH;
        }

        @Override
        public boolean isStream() {
          return isStream;
        }

        @Override
        public void read(long index, Row row) {
          meterReading();
          line.read(index % 20, row);
        }
      };
    }
  }

  private Event.Done train(Nothing nothing, boolean isStream, long workers) throws Exception {
    READING.clear();
    Registry registry = new Registry();
    registry.add(Kind.SOURCE, "endless", 0, () -> new Endless(isStream));
    registry.add(Kind.TRANSFORM, "noise", 0, DataPipelineTest.Noise::new);
    registry.add(Kind.LAYER, "dense", 0, Object::new);
    long dense = registry.generation(Kind.LAYER, "dense");
    Trainer trainer =
        new Trainer(
            registry,
            nothing,
            (spec, schema) -> Linear.traced(Linear.Change.NONE.generation(dense)),
            Long.MAX_VALUE);
    RunSpec spec =
        new RunSpec(
            Map.of(
                "training",
                Map.of("batch", (long) BATCH),
                "data",
                Map.of("source", "endless", "workers", workers, "transforms", List.of("noise"))));
    TrainOptions options = TrainOptions.defaults().out(folder.resolve("run"));
    return trainer.start(1, spec, options).await();
  }

  private static void requireNothingFromReading() {
    List<Long> read = READING.values().stream().map(meter -> meter.bytes).toList();
    assertTrue(read.stream().anyMatch(bytes -> bytes >= 0), "no reading thread was metered");
    assertTrue(
        read.stream().allMatch(bytes -> bytes < FIRST_WAIT_BYTES), "reading threads: " + read);
  }

  @Test
  void aThousandWarmStepsAllocateNothing() throws Exception {
    Nothing nothing = new Nothing();
    assertEquals(STEPS, train(nothing, false, 1).steps());
    requireNothingFromReading();
    long bytes = nothing.meter.bytes;
    assertTrue(bytes >= 0 && bytes < FIRST_WAIT_BYTES, "job's thread: " + bytes);
  }

  /** The second worker begins when it is needed, which may be in the metered steps of the job. */
  @Test
  void twoWorkersOverAShuffledStreamAllocateNothing() throws Exception {
    assertEquals(STEPS, train(new Nothing(), true, 2).steps());
    requireNothingFromReading();
  }
}
