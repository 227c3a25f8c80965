package graft.core.train;

import graft.api.DeviceException;
import graft.api.GraftException;
import graft.api.MissingTypeException;
import graft.api.NdArray;
import graft.api.accel.Accelerator;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.core.registry.PluginFault;
import graft.core.registry.Registry;
import graft.core.state.StateStore;
import graft.core.trace.StateTensor;
import graft.core.trace.TracedModel;
import graft.core.trace.TracedModel.TypeKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a job along when plug-ins and accelerators come, change and go: looks between two steps,
 * and hands back the engine to go on with. Whatever fails, the engine at work stays.
 */
final class Adaptation implements AutoCloseable {
  private static final long TRACE_LIMIT_NANOS = 60_000_000_000L;

  private final JobSetup setup;
  private final EventLog log;
  private final CallbackSessions callbacks;
  private final Steering steering;
  private final Registry registry;
  private final Accelerators accelerators;
  private final Set<Accelerator> failed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final String home;
  private boolean away;
  private long registrySeen;
  private long acceleratorsSeen;
  private Map<TypeKey, Long> considered;
  private List<TypeKey> gone = List.of();

  private final Absences absences;

  /** What reads and maps the data, with the generation that the log knows of. */
  private final Map<TypeKey, Long> ofData = new LinkedHashMap<>();

  private @Nullable Swap swap;
  private @Nullable Engine previous;
  private String previousWhat = "";

  Adaptation(
      JobSetup setup, EventLog log, CallbackSessions callbacks, Steering steering, Engine engine) {
    this.setup = setup;
    this.log = log;
    this.callbacks = callbacks;
    this.steering = steering;
    registry = setup.registry();
    accelerators = setup.accelerators();
    home = engine.accelerator().numericsKey();
    // Looked at anew at the first boundary: something may have changed since the trace.
    registrySeen = -1;
    acceleratorsSeen = -1;
    considered = setup.model().types();
    // A job that waits is not looked at until something changes, so it says so at once.
    boolean waits = setup.plan().missing() == TrainingPlan.MissingType.PAUSE;
    absences = new Absences(waits ? 0 : setup.graceNanos());
    setup.data().types().forEach(key -> ofData.put(key, generation(key)));
  }

  /** Compiles programs for an accelerator, with given or (null) initial state. */
  static Engine build(
      JobSetup setup,
      TracedModel model,
      Programs programs,
      Accelerator accelerator,
      @Nullable Map<String, NdArray> values) {
    int threads = setup.options().threads();
    int batch = setup.data().batch();
    MemoryNeed.of(model, programs, batch).check(setup.accelerators().memoryLimit(), batch);
    Programs.Ready ready = programs.compile(accelerator, threads);
    StateStore state = null;
    try {
      if (values == null) {
        state = StateStore.initial(model.states(), accelerator, threads);
        state.write(setup.first());
      } else {
        state = new StateStore(model.states(), accelerator, threads);
        state.restore(values);
      }
      Schema schema = setup.data().schema();
      Engine engine = new Engine(model, programs, ready, state, schema, batch);
      engine.reserve(batch);
      return engine;
    } catch (RuntimeException e) {
      ready.close();
      if (state != null) {
        state.close();
      }
      throw e;
    }
  }

  /** The engine for the next step. */
  Engine atBoundary(Engine engine, long step) {
    Engine next = engine;
    if (swap == null && (registry.generation() != registrySeen || isGraceOver())) {
      look(next);
    }
    if (swap != null) {
      next = takeIn(swap, next, step);
    }
    if (accelerators.generation() != acceleratorsSeen) {
      next = move(next, step);
    }
    return next;
  }

  /** True while a type is gone and the job is to wait for it. */
  boolean waits() {
    return !gone.isEmpty() && setup.plan().missing() == TrainingPlan.MissingType.PAUSE;
  }

  /** True if there is something to look at. */
  boolean pending() {
    return (swap == null && registry.generation() != registrySeen)
        || accelerators.generation() != acceleratorsSeen
        || (swap != null && swap.outcome().isPresent());
  }

  private void look(Engine engine) {
    registrySeen = registry.generation();
    callbacks.refresh(log::warn);
    Map<TypeKey, Long> now = new LinkedHashMap<>();
    engine.model().types().keySet().forEach(key -> now.put(key, generation(key)));
    ofData.replaceAll(this::noted);
    gone = now.entrySet().stream().filter(e -> e.getValue() < 0).map(Map.Entry::getKey).toList();
    absences.uninstalled(gone).forEach(this::lose);
    if (gone.isEmpty() && !now.equals(considered)) {
      Map<TypeKey, Long> known = considered;
      String what =
          now.entrySet().stream()
              .filter(entry -> !entry.getValue().equals(known.get(entry.getKey())))
              .map(Map.Entry::getKey)
              .map(key -> key.kind().text() + " '" + key.type() + "'")
              .collect(Collectors.joining(", "));
      considered = now;
      swap = Swap.begin(what, engine, setup.retrace(), setup.options().threads(), steering::wake);
    }
  }

  private long generation(TypeKey key) {
    return registry.generation(key.kind(), key.type());
  }

  /** Examples that were read or mapped in two ways would be a fault that nobody finds. */
  private long noted(TypeKey key, long known) {
    long now = generation(key);
    if (now < 0 || now == known) {
      return known;
    }
    log.note(text(key) + " is updated; this job goes on with what it began with");
    return now;
  }

  private boolean isGraceOver() {
    return absences.isDue() || callbacks.isDue();
  }

  private void lose(TypeKey key) {
    switch (setup.plan().missing()) {
      case CONTINUE ->
          log.warn(
              text(key) + " is uninstalled; the training goes on with the program that it has");
      case PAUSE -> log.warn(text(key) + " is uninstalled; the training waits until it is back");
      case FAIL ->
          throw new MissingTypeException(
              "training.missing_type is fail", key.kind(), key.type(), List.of());
    }
  }

  private static String text(TypeKey key) {
    return key.kind().text() + " '" + key.type() + "'";
  }

  private Engine takeIn(Swap at, Engine engine, long step) {
    Optional<Swap.Outcome> outcome = at.outcome();
    if (outcome.isEmpty()) {
      if (at.lasts(TRACE_LIMIT_NANOS)) {
        at.abandon();
        swap = null;
        refuse(step, at.what, "tracing and compiling took longer than 60 s");
      }
      return engine;
    }
    swap = null;
    TracedModel model = outcome.get().model();
    Programs programs = outcome.get().programs();
    if (model == null || programs == null) {
      if (!outcome.get().refusal().isEmpty()) {
        refuse(step, at.what, outcome.get().refusal());
      }
      return engine;
    }
    return swapTo(at, model, programs, engine, step);
  }

  private Engine swapTo(Swap at, TracedModel model, Programs programs, Engine engine, long step) {
    Programs.Ready ready = at.take();
    Engine next;
    try {
      if (ready == null || ready.accelerator() != engine.accelerator()) {
        if (ready != null) {
          ready.close();
        }
        ready = programs.compile(engine.accelerator(), setup.options().threads());
      }
      Schema schema = setup.data().schema();
      next = new Engine(model, programs, ready, engine.state(), schema, setup.data().batch());
    } catch (GraftException e) {
      if (ready != null) {
        ready.close();
      }
      refuse(step, at.what, e.getMessage());
      return engine;
    }
    proven();
    previous = engine;
    previousWhat = at.what;
    List<String> kept = model.states().stream().map(StateTensor::name).toList();
    log.emit(new Event.Swapped(setup.number(), step, at.what, kept, List.of()));
    return next;
  }

  private void refuse(long step, String what, String reason) {
    log.emit(new Event.Refused(setup.number(), step, what, reason));
  }

  /** The first step after a swap went well: the engine from before it is not needed any more. */
  void proven() {
    if (previous != null) {
      previous.close();
      previous = null;
    }
  }

  /** Goes back to the engine from before a swap whose first step failed; empty if there is none. */
  Optional<Engine> revert(Engine engine, long step, String reason) {
    if (previous == null) {
      return Optional.empty();
    }
    Engine back = previous;
    previous = null;
    engine.close();
    refuse(step, previousWhat, "its first step failed: " + reason);
    return Optional.of(back);
  }

  private Engine move(Engine engine, long step) {
    acceleratorsSeen = accelerators.generation();
    boolean lost = !accelerators.has(engine.accelerator());
    Accelerator best = accelerators.best(setup.options().accelerator(), failed);
    if (!lost && !(away && best != engine.accelerator())) {
      return engine;
    }
    proven();
    Map<String, NdArray> values = engine.state().read();
    Engine next;
    try {
      next = build(setup, engine.model(), engine.programs(), best, values);
    } catch (GraftException e) {
      if (lost) {
        throw new DeviceException(best.description(), PluginFault.text(e), "");
      }
      failed.add(best);
      log.warn(best.description() + " cannot be used: " + e.getMessage());
      return engine;
    }
    away = !best.numericsKey().equals(home);
    String from = engine.accelerator().description();
    engine.close();
    engine.state().close();
    if (away) {
      log.warn(from + " is gone; the training goes on with " + best.description());
    } else {
      List<String> kept = new ArrayList<>(values.keySet());
      String what = "accelerator " + best.description();
      log.emit(new Event.Swapped(setup.number(), step, what, kept, List.of()));
    }
    return next;
  }

  /**
   * An engine after an accelerator failed in the middle of something, on the next best one.
   *
   * @param values the state to go on from; null for the initial one
   * @throws DeviceException the fault itself, if there is no other accelerator
   */
  Engine replace(Engine engine, DeviceException fault, @Nullable Map<String, NdArray> values) {
    failed.add(engine.accelerator());
    Accelerator best = accelerators.best(setup.options().accelerator(), failed);
    if (failed.contains(best)) {
      throw fault;
    }
    Engine next = build(setup, engine.model(), engine.programs(), best, values);
    away = !best.numericsKey().equals(home);
    try {
      proven();
      engine.close();
      engine.state().close();
    } catch (DeviceException e) {
      // What a lost device held is lost with it.
      previous = null;
    }
    return next;
  }

  @Override
  public void close() {
    proven();
    if (swap != null) {
      swap.abandon();
      swap = null;
    }
  }
}
