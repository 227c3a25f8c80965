package graft.api.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** A training under way. Thread-safe; each call takes effect at the next step boundary. */
@ProviderType
public interface Job {
  /** Where a job is in its life. */
  enum State {
    RUNNING,
    PAUSED,
    FINISHED,
    STOPPED,
    FAILED;

    /** True if nothing follows. */
    public boolean isEnd() {
      return this != RUNNING && this != PAUSED;
    }
  }

  /**
   * A job at one moment.
   *
   * @param epoch the epoch at work, from 1 on; 0 before the first step was told of
   * @param steps those of all epochs together
   * @param secondsLeft at the pace so far; NaN while there is none, 0 at the end
   * @param training loss and metrics of the epoch so far
   */
  record Status(
      long number,
      State state,
      Path run,
      int epoch,
      int epochs,
      long step,
      long steps,
      double secondsLeft,
      Optional<Result> training) {}

  long number();

  State state();

  Path run();

  /** The latest {@link Event.StepEnd} or {@link Event.EpochEnd} as one line. */
  String progress();

  /** Where the job is. It holds nothing of the job. */
  Status status();

  /**
   * Tells of every event from now on, on the job's thread, until the result is closed.
   *
   * @param listener a failing one is told of nothing more
   */
  AutoCloseable listen(Consumer<Event> listener);

  /** Ends the job with a checkpoint. */
  void stop();

  void pause();

  void resume();

  /**
   * Waits for the end. A failed job returns as well: the event says why.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the job goes on
   */
  Event.Done await() throws InterruptedException;

  /**
   * The same for a limited time: a plug-in may hang.
   *
   * @return empty if the job has not ended by then
   */
  Optional<Event.Done> await(Duration most) throws InterruptedException;
}
