package graft.shell;

import graft.api.run.Benchmark;
import graft.api.run.Graft;
import graft.api.run.Lab;
import graft.api.run.RunSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * The training step of a LeNet (32 and 64 filters of 5x5, dense 1024, batch 64, adam): time, memory
 * for temporaries, Java heap allocated by 1,000 warm steps.
 */
final class StepBenchmark implements Benchmark {
  private static final int STEPS = 1_000;

  private final Graft graft;

  StepBenchmark(Graft graft) {
    this.graft = graft;
  }

  @Override
  public String name() {
    return "training step of LeNet, batch 64, one thread";
  }

  @Override
  public void run(List<String> arguments, Consumer<Figure> figures) {
    Lab lab = graft.lab();
    RunSpec spec = graft.parse(Session.resource("lenet.json"), "lenet.json");
    String best = lab.accelerators().get(0);
    Lab.StepFigures step = lab.step(spec, lab.accelerator(best), 1, STEPS, STEPS);
    figures.accept(new Figure("time on " + best, step.millis(), "ms", Double.NaN, ""));
    figures.accept(new Figure("kernels", step.kernels(), "", Double.NaN, ""));
    figures.accept(
        new Figure(
            "arena",
            step.arena() / 1e6,
            "MB",
            (double) step.arena() / step.sum(),
            "the sum of its buffers"));
    figures.accept(
        new Figure(
            "allocated by " + STEPS + " warm steps", step.allocated(), "bytes", Double.NaN, ""));
  }
}
