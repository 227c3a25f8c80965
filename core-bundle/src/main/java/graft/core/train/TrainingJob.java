package graft.core.train;

import graft.api.run.Event;
import graft.api.run.Job;
import graft.core.registry.PluginFault;
import graft.core.registry.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A training on a thread of its own. Once it is over, nothing of data and plug-ins is held. */
public final class TrainingJob implements Job {
  private static final System.Logger LOG = System.getLogger(TrainingJob.class.getName());

  private final long number;
  private final Path run;
  private final Steering steering = new Steering();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Progress progress;
  private final List<Consumer<Event>> watchers = new CopyOnWriteArrayList<>();

  /** The training until it starts: a thread that is over may still hold what it ran. */
  private @Nullable Runnable training;

  private volatile State state = State.RUNNING;
  private volatile Optional<Event> latest = Optional.empty();
  private volatile Optional<Event.Done> done = Optional.empty();

  /** Prepares a job, on the caller's thread, which gets its errors. */
  TrainingJob(JobSetup given) {
    number = given.number();
    run = given.folder().path();
    progress = new Progress(given.plan().steps());
    JobSetup setup = given.with(given.options().listener(this::remember));
    TrainingLoop loop = new TrainingLoop(setup, steering);
    training = () -> train(setup, loop);
  }

  void start() {
    Thread thread = new Thread(training, "graft-job-" + number);
    training = null;
    thread.setDaemon(true);
    thread.start();
  }

  private void remember(Event event) {
    if (event instanceof Event.StepEnd || event instanceof Event.EpochEnd) {
      latest = Optional.of(event);
    }
    progress.accept(event);
    watchers.removeIf(watcher -> !tell(watcher, event));
  }

  /** False if the watcher failed. */
  private boolean tell(Consumer<Event> watcher, Event event) {
    try {
      watcher.accept(event);
      return true;
    } catch (RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.WARNING, "job " + number + ": who watched it failed: " + e);
      return false;
    }
  }

  private void train(JobSetup setup, TrainingLoop loop) {
    Registration changes = setup.registry().onChange(steering::wake);
    Event.Done end = loop.run();
    changes.close();
    // Whatever a lost device or a plug-in throws here: whoever waits for the job is told of its
    // end.
    close(loop::close);
    close(setup.data()::close);
    close(setup.folder()::close);
    state = end.state();
    done = Optional.of(end);
    ended.countDown();
  }

  private void close(Runnable resource) {
    try {
      resource.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "job " + number + ": " + PluginFault.text(e));
    }
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public State state() {
    State now = state;
    return now == State.RUNNING && steering.isHeld() ? State.PAUSED : now;
  }

  @Override
  public Path run() {
    return run;
  }

  @Override
  public String progress() {
    return done.map(EventText::of)
        .or(() -> latest.map(EventText::of))
        .orElse("no step is done yet");
  }

  @Override
  public Status status() {
    return progress.status(number, state(), run);
  }

  @Override
  public AutoCloseable listen(Consumer<Event> listener) {
    watchers.add(listener);
    return () -> watchers.remove(listener);
  }

  @Override
  public void stop() {
    steering.stop();
  }

  @Override
  public void pause() {
    steering.pause();
  }

  @Override
  public void resume() {
    steering.resume();
  }

  @Override
  public Event.Done await() throws InterruptedException {
    ended.await();
    return done.orElseThrow();
  }

  @Override
  public Optional<Event.Done> await(Duration most) throws InterruptedException {
    return ended.await(most.toNanos(), TimeUnit.NANOSECONDS) ? done : Optional.empty();
  }
}
