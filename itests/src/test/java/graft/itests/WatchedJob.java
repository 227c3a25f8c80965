package graft.itests;

import graft.api.DType;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A job that trains until it is stopped, and its events. */
final class WatchedJob implements AutoCloseable {
  private static final int EXAMPLES = 32_768;
  private static final int FEATURES = 6;
  private static final long LIMIT_MILLIS = 120_000;

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Job job;
  private AutoCloseable data = () -> {};

  /** Regression on examples in memory: dense, the given layer, dense. */
  static ModelBuilder model(String layer) {
    return ModelBuilder.sequential(FEATURES)
        .layer(Spec.of("dense").with("units", 8).with("name", "first"))
        .layer(Spec.of(layer).with("name", "middle"))
        .layer(Spec.of("dense").with("units", 1).with("name", "last"))
        .loss("mean_squared_error")
        .training("optimizer", Spec.of("adam"))
        .training("batch", 32L)
        .source(Spec.of("memory").with("name", "watched"));
  }

  WatchedJob(Graft graft, Path out, ModelBuilder model) {
    this(graft, out, model.training("epochs", 1_000_000_000L).build());
  }

  WatchedJob(Graft graft, Path out, RunSpec spec) {
    boolean own = String.valueOf(spec.get("data", "source")).contains("watched");
    AutoCloseable provided = own ? graft.provide("watched", examples()) : () -> {};
    try {
      job = graft.train(spec, TrainOptions.defaults().out(out).listener(this::add));
      data = provided;
    } finally {
      if (data != provided) {
        close(provided);
      }
    }
  }

  private void add(Event event) {
    events.add(event);
    synchronized (this) {
      notifyAll();
    }
  }

  private static ArrayDataset examples() {
    float[] features = new float[EXAMPLES * FEATURES];
    float[] targets = new float[EXAMPLES];
    for (int i = 0; i < features.length; i++) {
      features[i] = (i * 37 % 101) / 50f - 1;
      targets[i / FEATURES] += features[i] * (i % FEATURES);
    }
    Schema schema =
        new Schema(
            List.of(
                new Column("x", Column.Role.FEATURE, DType.F32, List.of(FEATURES), List.of()),
                new Column("y", Column.Role.TARGET, DType.F32, List.of(), List.of())));
    return new ArrayDataset(
        schema, List.of(new NdArray(features, EXAMPLES, FEATURES), new NdArray(targets, EXAMPLES)));
  }

  Job job() {
    return job;
  }

  /** The events of a class, so far. */
  <E extends Event> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The latest step that an event told of. */
  long step() {
    return events.stream().mapToLong(WatchedJob::step).max().orElse(0);
  }

  /** Short epochs tell of no step within them. */
  private static long step(Event event) {
    if (event instanceof Event.EpochEnd epoch) {
      return epoch.step();
    }
    return event instanceof Event.StepEnd step ? step.step() : 0;
  }

  /** Waits until there is such an event. */
  <E extends Event> E await(Class<E> type, Predicate<E> such) throws InterruptedException {
    long limit = System.currentTimeMillis() + LIMIT_MILLIS;
    while (true) {
      synchronized (this) {
        for (E event : events(type)) {
          if (such.test(event)) {
            return event;
          }
        }
        long left = limit - System.currentTimeMillis();
        boolean over = job.state() != Job.State.RUNNING && job.state() != Job.State.PAUSED;
        if (left <= 0 || (over && type != Event.Done.class)) {
          throw new AssertionError("no such " + type.getSimpleName() + " in " + told());
        }
        wait(Math.min(left, 100));
      }
    }
  }

  /** Waits until steps are done that begin after this call. */
  void awaitSteps() throws InterruptedException {
    // One event more is not enough: its step may have begun before.
    long now = step();
    long next = step(await(Event.class, e -> step(e) > now));
    await(Event.class, e -> step(e) > next);
  }

  /** All that was told but the steps, the epochs and the checkpoints. */
  List<Event> told() {
    return events.stream()
        .filter(
            e ->
                !(e instanceof Event.StepEnd
                    || e instanceof Event.EpochEnd
                    || e instanceof Event.Saved
                    || e instanceof Event.Started))
        .toList();
  }

  /** Ends the job, if it has not ended, and gives its last event. */
  Event.Done end() throws InterruptedException {
    job.stop();
    return job.await();
  }

  @Override
  public void close() {
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(data);
  }

  private static void close(AutoCloseable provided) {
    try {
      provided.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
