package graft.core.train;

import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.core.json.Json;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job's callbacks. One that throws is switched off, and so is one whose plug-in goes; one whose
 * plug-in is updated begins anew.
 */
final class CallbackSessions {
  private static final class Open {
    final Spec spec;
    final String where;
    long generation;
    Callback.@Nullable Session session;

    Open(Spec spec, String where) {
      this.spec = spec;
      this.where = where;
    }
  }

  private final Registry registry;
  private final List<String> figures;
  private final List<Open> sessions = new ArrayList<>();

  /**
   * @param figures what each epoch will be measured by
   * @throws GraftException if a type is missing, its configuration is wrong, or it does not open
   */
  CallbackSessions(List<Spec> specs, Registry registry, List<String> figures) {
    this.registry = registry;
    this.figures = List.copyOf(figures);
    for (Spec spec : specs) {
      Open open = new Open(spec, "callback '" + spec.type() + "'");
      open(open);
      sessions.add(open);
    }
  }

  @SuppressWarnings("unchecked")
  private void open(Open open) {
    open.session = null;
    open.generation = registry.generation(Kind.CALLBACK, open.spec.type());
    try {
      Callback.Session session =
          registry.use(
              Kind.CALLBACK,
              open.spec.type(),
              (plugin, provider) ->
                  ((Callback<Object>) plugin)
                      .open(registry.config(plugin, Kind.CALLBACK, open.spec, "")));
      Objects.requireNonNull(session, "open() gave null").figures(figures);
      open.session = session;
    } catch (GraftException e) {
      throw e.at(open.where);
    } catch (Throwable e) { // a plug-in may throw anything
      throw Faults.ofPlugin(open.where, e);
    }
  }

  /** Hands an event to each; what goes wrong is told to {@code problems}. */
  void on(Event event, Callback.Control control, Consumer<String> problems) {
    for (Open open : sessions) {
      if (open.session != null) {
        try {
          open.session.on(event, control);
        } catch (Throwable e) { // a plug-in may throw anything; the job goes on
          open.session = null;
          problems.accept(open.where + " failed with " + Faults.text(e) + " and is switched off");
        }
      }
    }
  }

  /** What each knows, for a checkpoint. */
  List<Checkpoint.CallbackState> states(Consumer<String> problems) {
    List<Checkpoint.CallbackState> states = new ArrayList<>();
    for (Open open : sessions) {
      Map<String, Object> state = Map.of();
      if (open.session != null) {
        try {
          state = open.session.state();
          Json.line(state); // they must be JSON values
        } catch (Throwable e) { // a plug-in may throw anything; the job goes on
          state = Map.of();
          problems.accept(open.where + ": its state is not saved: " + Faults.text(e));
        }
      }
      states.add(new Checkpoint.CallbackState(open.spec.type(), state));
    }
    return states;
  }

  /** Goes on from a checkpoint; callbacks that were added or changed since begin anew. */
  void restore(List<Checkpoint.CallbackState> states, Consumer<String> problems) {
    for (int i = 0; i < Math.min(sessions.size(), states.size()); i++) {
      Open open = sessions.get(i);
      boolean known = states.get(i).type().equals(open.spec.type());
      if (known && open.session != null && !states.get(i).state().isEmpty()) {
        try {
          open.session.restore(states.get(i).state());
        } catch (Throwable e) { // a plug-in may throw anything; the job goes on
          problems.accept(open.where + " counts anew: " + Faults.text(e));
        }
      }
    }
  }

  /** Looks at the registry again. */
  void refresh(Consumer<String> problems) {
    for (Open open : sessions) {
      long now = registry.generation(Kind.CALLBACK, open.spec.type());
      if (now == open.generation) {
        continue;
      }
      if (now < 0) {
        open.session = null;
        open.generation = now;
        problems.accept(open.where + " is uninstalled; the training goes on without it");
        continue;
      }
      try {
        open(open);
      } catch (GraftException e) {
        problems.accept(e.getMessage());
      }
    }
  }

  void close() {
    sessions.clear();
  }
}
