package graft.core.train;

import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.TrainOptions;
import graft.core.registry.Registration;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A training on a thread of its own. */
public final class TrainingJob implements Job {
  private final JobSetup setup;
  private final Steering steering = new Steering();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final TrainingLoop loop;
  private final Registration changes;
  private volatile State state = State.RUNNING;
  private volatile Optional<Event> latest = Optional.empty();
  private volatile Optional<Event.Done> done = Optional.empty();

  private TrainingJob(JobSetup given) {
    setup = watched(given);
    loop = new TrainingLoop(setup, steering);
    changes = setup.registry().onChange(steering::wake);
  }

  /** Prepares a job on the caller's thread, which gets its errors, and starts it. */
  static TrainingJob start(JobSetup setup) {
    TrainingJob job = new TrainingJob(setup);
    Thread thread = new Thread(job::train, "graft-job-" + setup.number());
    thread.setDaemon(true);
    thread.start();
    return job;
  }

  private JobSetup watched(JobSetup given) {
    TrainOptions options = given.options().listener(this::remember);
    return new JobSetup(
        given.number(),
        given.folder(),
        given.data(),
        given.plan(),
        given.model(),
        given.retrace(),
        given.registry(),
        given.accelerators(),
        options,
        given.from(),
        given.lines(),
        given.ended(),
        given.progressNanos());
  }

  private void remember(Event event) {
    if (event instanceof Event.StepEnd || event instanceof Event.EpochEnd) {
      latest = Optional.of(event);
    }
  }

  private void train() {
    Event.Done end = loop.run();
    changes.close();
    loop.close();
    setup.data().close();
    setup.folder().close();
    state = end.state();
    done = Optional.of(end);
    setup.ended().accept(this);
    ended.countDown();
  }

  @Override
  public long number() {
    return setup.number();
  }

  @Override
  public State state() {
    State now = state;
    return now == State.RUNNING && loop.isPaused() ? State.PAUSED : now;
  }

  @Override
  public Path run() {
    return setup.folder().path();
  }

  @Override
  public String progress() {
    return done.map(EventText::of)
        .or(() -> latest.map(EventText::of))
        .orElse("no step is done yet");
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
}
