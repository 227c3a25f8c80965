package graft.core.train;

import com.sun.management.ThreadMXBean;
import graft.api.accel.Accelerator;
import graft.api.accel.Arena;
import graft.api.accel.Program;
import graft.api.data.Schema;
import graft.api.run.Lab;
import graft.api.run.RunSpec;
import graft.core.registry.Registry;
import graft.core.state.StateStore;
import graft.core.trace.TracedModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * Measures the training step of a model alone: steps over one batch that is read once, so that
 * neither the data source nor callbacks count.
 */
public final class StepMeter {
  private StepMeter() {}

  /**
   * Trains {@code warm} steps, then measures {@code steps} more.
   *
   * @return among others the bytes that all threads of this process allocated meanwhile, the JVM's
   *     own and the data reader's left out
   */
  public static Lab.StepFigures measure(
      RunSpec spec,
      Registry registry,
      BiFunction<RunSpec, Schema, TracedModel> tracer,
      Accelerator accelerator,
      int threads,
      int warm,
      int steps) {
    TrainingPlan plan = TrainingPlan.of(spec);
    try (DataPipeline data = DataPipeline.open(spec, plan, registry)) {
      TracedModel model = tracer.apply(spec, data.schema());
      Programs programs = Programs.of(model);
      try (StateStore state = StateStore.initial(model.states(), accelerator, threads);
          BatchReader reader = data.training(0, 0);
          Engine engine =
              new Engine(
                  model,
                  programs,
                  programs.compile(accelerator, threads),
                  state,
                  data.schema(),
                  data.batch())) {
        HostBatch batch = reader.next();
        for (int i = 0; i < warm; i++) {
          engine.step(batch);
        }
        long metering = 0;
        for (int i = 0; i < 3; i++) { // what metering itself costs, once its own code is linked
          long first = allocated();
          metering = allocated() - first;
        }
        long before = allocated();
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
          engine.step(batch);
        }
        double nanos = System.nanoTime() - start;
        long bytes = allocated() - before - metering;
        Program program = programs.step();
        Arena arena = new Arena(program, name -> batch.size);
        return new Lab.StepFigures(
            program.kernels().size(), arena.bytes(), arena.sum(), bytes, nanos / steps / 1e6);
      }
    }
  }

  /** By the calling thread and all threads that are Graft's but the data reader. */
  private static long allocated() {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Thread caller = Thread.currentThread();
    Thread[] threads = new Thread[Thread.activeCount() + 64];
    int count = Thread.enumerate(threads);
    return Arrays.stream(threads, 0, count)
        .filter(t -> t == caller || (t.getName().startsWith("graft-") && !isReader(t)))
        .mapToLong(t -> bean.getThreadAllocatedBytes(t.getId()))
        .sum();
  }

  private static boolean isReader(Thread thread) {
    return thread.getName().equals("graft-data");
  }
}
