package graft.core.train;

import graft.api.DataException;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.core.state.RunFolder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Hands the events of a job to its log, its listeners and its callbacks, on the job's thread. */
final class EventLog {
  private static final System.Logger LOG = System.getLogger(EventLog.class.getName());

  /** Of epochs that are shorter, most have no line in the log; {@code metrics.csv} has them all. */
  private static final long BETWEEN_EPOCHS_NANOS = 1_000_000_000;

  private final long job;
  private final RunFolder folder;
  private final List<Consumer<Event>> listeners;
  private final CallbackSessions callbacks;

  /** The numbers of listeners that threw; reported once. */
  private final Set<Integer> faulty = new HashSet<>();

  private final Callback.Control control;

  /** The last epoch, if the log has not got its line. */
  private Optional<Event> leftOut = Optional.empty();

  private long epochNanos = System.nanoTime() - BETWEEN_EPOCHS_NANOS;

  EventLog(
      long job,
      RunFolder folder,
      List<Consumer<Event>> listeners,
      CallbackSessions callbacks,
      Callback.Control control) {
    this.job = job;
    this.folder = folder;
    this.listeners = listeners;
    this.callbacks = callbacks;
    this.control = control;
  }

  /**
   * Hands on an event, then the warnings about callbacks that failed over it.
   *
   * @throws DataException if the log cannot be written
   */
  void emit(Event event) {
    List<String> problems = new ArrayList<>();
    if (!(event instanceof Event.StepEnd)) {
      log(event);
    }
    tell(event);
    callbacks.on(event, control, problems::add);
    for (String problem : problems) {
      Event.Warning warning = new Event.Warning(job, problem);
      log(warning);
      tell(warning);
    }
  }

  /** A line in the log alone. */
  void note(String text) {
    folder.log(text);
  }

  void warn(String text) {
    emit(new Event.Warning(job, text));
  }

  private void log(Event event) {
    if (event instanceof Event.EpochEnd) {
      long now = System.nanoTime();
      if (now - epochNanos < BETWEEN_EPOCHS_NANOS) {
        leftOut = Optional.of(event);
        return;
      }
      epochNanos = now;
      leftOut = Optional.empty();
    }
    Optional<Event> before = leftOut; // the last of all is followed by Done at the latest
    leftOut = Optional.empty();
    before.ifPresent(this::write);
    write(event);
  }

  private void write(Event event) {
    try {
      folder.log(EventText.of(event));
    } catch (DataException e) {
      if (!(event instanceof Event.Done)) {
        throw e;
      }
      // The job is at its end: what it has to say of the disk is in the event itself.
      LOG.log(System.Logger.Level.WARNING, e::getMessage);
    }
  }

  private void tell(Event event) {
    for (int i = 0; i < listeners.size(); i++) {
      try {
        listeners.get(i).accept(event);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        if (faulty.add(i)) {
          LOG.log(System.Logger.Level.WARNING, () -> "job " + job + ": a listener failed: " + e);
        }
      }
    }
  }
}
