package graft.core.train;

import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.accel.Accelerator;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.core.reference.Interpreter;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import graft.core.state.RunFolder;
import graft.core.trace.TracedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A small installation for tests of jobs: a registry, accelerators, a model, data. */
final class Bench implements Accelerators {
  final Registry registry = new Registry();
  final List<Event> events = new ArrayList<>();
  volatile Linear.Change change = Linear.Change.NONE;

  /** What the model takes of its targets. */
  List<TracedModel.TargetCheck> targets = List.of();

  Registration dense;
  private final List<Accelerator> accelerators = new ArrayList<>();
  private long generation;

  /** 20 examples of a line. */
  static final class Lines implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return Table.line(20);
    }
  }

  Bench() {
    registry.add(Kind.SOURCE, "lines", 0, Lines::new);
    install();
    accelerators.add(new Interpreter());
  }

  /** Installs the layer type that the model is said to use. */
  void install() {
    dense = registry.add(Kind.LAYER, "dense", 0, Object::new);
  }

  static RunSpec spec(Object... training) {
    Map<String, Object> map = new LinkedHashMap<>(Map.of("batch", 6L, "epochs", 3L, "seed", 4L));
    for (int i = 0; i < training.length; i += 2) {
      map.put((String) training[i], training[i + 1]);
    }
    return new RunSpec(
        Map.of(
            "model", Map.of("type", "sequential"),
            "training", map,
            "data", Map.of("source", "lines", "validation", Map.of("last", 4L))));
  }

  Job start(RunSpec spec, TrainOptions options, Consumer<Event> listener) {
    Consumer<Event> all =
        event -> {
          synchronized (events) {
            events.add(event);
          }
          listener.accept(event);
        };
    Trainer trainer =
        new Trainer(
            registry,
            this,
            (given, schema) -> model(given, registry.generation(Kind.LAYER, "dense")),
            0);
    return trainer.start(1, spec, options.listener(all));
  }

  private TracedModel model(RunSpec given, long dense) {
    TracedModel traced = Linear.traced(change.generation(dense));
    return new TracedModel(
        traced.step(),
        traced.evaluate(),
        traced.results(),
        traced.predict(),
        traced.states(),
        traced.inputs(),
        traced.types(),
        traced.classes(),
        targets,
        given.json(),
        traced.summary());
  }

  Event.Done train(RunSpec spec, TrainOptions options) throws InterruptedException {
    return start(spec, options, event -> {}).await();
  }

  <E extends Event> List<E> events(Class<E> type) {
    synchronized (events) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  static Checkpoint last(Path run) {
    return RunFolder.checkpoints(run)
        .last(
            problem -> {
              throw new AssertionError(problem);
            })
        .orElseThrow();
  }

  // ---- accelerators

  synchronized void add(Accelerator accelerator) {
    accelerators.add(0, accelerator);
    generation++;
  }

  synchronized void remove(Accelerator accelerator) {
    accelerators.remove(accelerator);
    generation++;
  }

  @Override
  public synchronized long generation() {
    return generation;
  }

  @Override
  public synchronized Accelerator best(Optional<String> wanted, Collection<Accelerator> except) {
    return accelerators.stream()
        .filter(a -> !except.contains(a))
        .findFirst()
        .orElse(accelerators.get(accelerators.size() - 1));
  }

  @Override
  public synchronized boolean has(Accelerator accelerator) {
    return accelerators.contains(accelerator);
  }
}
