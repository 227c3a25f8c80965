package graft.api.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Something that happened in a job, in the order of happening. */
public sealed interface Event {
  /** The job's number. */
  long job();

  /** Training begins, or goes on from a checkpoint. {@code lines} say what was chosen. */
  record Started(
      long job, long examples, int epochs, long stepsPerEpoch, Path run, List<String> lines)
      implements Event {}

  /** A step is done; loss and metrics are those of the epoch so far. */
  record StepEnd(
      long job, int epoch, long step, long stepInEpoch, long stepsPerEpoch, Result training)
      implements Event {}

  record EpochEnd(
      long job, int epoch, long step, double seconds, Result training, Optional<Result> validation)
      implements Event {}

  /** A checkpoint was written. */
  record Saved(long job, long step, Path file, boolean best) implements Event {}

  /** A plug-in or an accelerator in use changed, and the job now runs with the new one. */
  record Swapped(long job, long step, String what, List<String> kept, List<String> reset)
      implements Event {}

  /** A change was not taken in; the job goes on as it was. */
  record Refused(long job, long step, String what, String reason) implements Event {}

  /** Something that a user should know: degraded, but going on. */
  record Warning(long job, String text) implements Event {}

  /**
   * The end: finished, stopped or failed (then {@code failure} says why).
   *
   * @param reason why a callback ended it
   */
  record Done(
      long job,
      Job.State state,
      int epochs,
      long steps,
      double seconds,
      Optional<Result> training,
      Optional<Result> validation,
      Path run,
      Optional<String> failure,
      Optional<String> reason)
      implements Event {}
}
