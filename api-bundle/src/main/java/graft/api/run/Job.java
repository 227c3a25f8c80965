package graft.api.run;

import java.nio.file.Path;
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
    FAILED
  }

  long number();

  State state();

  Path run();

  /** The latest {@link Event.StepEnd} or {@link Event.EpochEnd} as one line. */
  String progress();

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
}
