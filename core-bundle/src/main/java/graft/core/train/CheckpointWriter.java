package graft.core.train;

import graft.api.run.Event;
import graft.api.run.Result;
import graft.core.state.Checkpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides when a job's checkpoints are written, and knows the best epoch.
 *
 * <p>Each takes a few forced writes, some 10 ms. So epochs that end within a second of the last
 * checkpoint are left out (unless {@code every_epochs} is given), but for the best one: that is
 * held in memory, and written before the next.
 */
final class CheckpointWriter {
  /** A long epoch is saved every five minutes. */
  private static final long MOST_NANOS = 300_000_000_000L;

  private static final long LEAST_NANOS = 1_000_000_000L;

  private final JobSetup setup;
  private final TrainingPlan.CheckpointPlan plan;
  private final EventLog log;
  private Optional<Checkpoint.Best> best = Optional.empty();
  private Optional<Checkpoint> held = Optional.empty();
  private long savedStep = -1;
  private long savedNanos = System.nanoTime();

  CheckpointWriter(JobSetup setup, EventLog log) {
    this.setup = setup;
    this.log = log;
    plan = setup.plan().checkpoint();
  }

  /** The training goes on from a checkpoint, or (empty) from the beginning. */
  void goOnFrom(Optional<Checkpoint> checkpoint) {
    best = checkpoint.flatMap(Checkpoint::best);
    savedStep = checkpoint.map(Checkpoint::step).orElse(-1L);
  }

  Optional<Checkpoint.Best> best() {
    return best;
  }

  /** Compares an epoch with the best so far; true if it is better. */
  boolean judge(Result result, long step, int epoch) {
    double value =
        plan.metric().equals("loss")
            ? result.loss()
            : result.metrics().getOrDefault(plan.metric(), Double.NaN);
    boolean better =
        Double.isFinite(value)
            && best.map(b -> plan.greatest() ? value > b.value() : value < b.value()).orElse(true);
    if (better) {
      best = Optional.of(new Checkpoint.Best(step, epoch, plan.metric(), value));
    }
    return better;
  }

  /** True if it is time for one within an epoch. */
  boolean isDue(long step, long nanos) {
    return (plan.everySteps() > 0 && step % plan.everySteps() == 0)
        || nanos - savedNanos >= MOST_NANOS;
  }

  /**
   * An epoch ended.
   *
   * @param epochs how many there were
   */
  void epochEnded(int epochs, boolean isBest, Supplier<Checkpoint> state) {
    boolean due =
        plan.everyEpochs() > 0
            ? epochs % plan.everyEpochs() == 0
            : savedStep < 0 || System.nanoTime() - savedNanos >= LEAST_NANOS;
    if (due) {
      save(state.get());
    } else if (isBest) {
      held = Optional.of(state.get());
    }
  }

  /** Writes a checkpoint, unless there is one of its step. */
  void save(Checkpoint checkpoint) {
    if (savedStep == checkpoint.step()) {
      return;
    }
    if (held.filter(h -> h.step() == checkpoint.step()).isPresent()) {
      held = Optional.empty();
    }
    flush();
    write(checkpoint);
  }

  /** Writes the best one if it is only in memory. */
  void flush() {
    Optional<Checkpoint> waiting = held;
    held = Optional.empty();
    waiting.ifPresent(this::write);
  }

  private void write(Checkpoint checkpoint) {
    Path path = setup.folder().checkpoints().save(checkpoint, plan.keep());
    savedStep = checkpoint.step();
    savedNanos = System.nanoTime();
    boolean isBest = best.filter(b -> b.step() == checkpoint.step()).isPresent();
    log.emit(new Event.Saved(setup.number(), checkpoint.step(), path, isBest));
  }
}
