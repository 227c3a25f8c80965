package graft.core.train;

import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.Result;
import java.nio.file.Path;
import java.util.Optional;

/** Where a job is, as its events tell it. Thread-safe. */
final class Progress {
  private final long mostSteps;
  private int epochs;
  private long perEpoch;
  private int epoch;
  private long step;
  private long firstStep = -1;
  private long firstNanos;
  private long lastNanos;
  private Optional<Result> training = Optional.empty();

  /**
   * @param mostSteps the plan's limit
   */
  Progress(long mostSteps) {
    this.mostSteps = mostSteps;
  }

  synchronized void accept(Event event) {
    if (event instanceof Event.Started e) {
      epochs = e.epochs();
      perEpoch = e.stepsPerEpoch();
    } else if (event instanceof Event.StepEnd e) {
      at(e.epoch(), e.step(), e.training());
    } else if (event instanceof Event.EpochEnd e) {
      at(e.epoch(), e.step(), e.training());
    }
  }

  private void at(int inEpoch, long afterStep, Result soFar) {
    epoch = inEpoch + 1;
    step = afterStep;
    training = Optional.of(soFar);
    lastNanos = System.nanoTime();
    if (firstStep < 0 || afterStep < firstStep) { // the first, or back to a checkpoint
      firstStep = afterStep;
      firstNanos = lastNanos;
    }
  }

  synchronized Job.Status status(long number, Job.State state, Path run) {
    // Saturates: a plan without an end has that many epochs.
    long all = perEpoch > 0 && epochs > Long.MAX_VALUE / perEpoch ? mostSteps : epochs * perEpoch;
    long steps = Math.min(all, mostSteps);
    double pace = (lastNanos - firstNanos) / 1e9 / (step - firstStep);
    double left = state.isEnd() ? 0 : step > firstStep ? pace * (steps - step) : Double.NaN;
    return new Job.Status(number, state, run, epoch, epochs, step, steps, left, training);
  }
}
