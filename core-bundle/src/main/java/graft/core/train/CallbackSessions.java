package graft.core.train;

import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.core.json.Json;
import graft.core.registry.PluginFault;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import graft.core.trace.TracedModel.TypeKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** That its state cannot be saved was told. */
    boolean isTold;

    Open(Spec spec, String where) {
      this.spec = spec;
      this.where = where;
    }

    TypeKey key() {
      return new TypeKey(Kind.CALLBACK, spec.type());
    }
  }

  private final Registry registry;
  private final List<String> figures;
  private final List<Open> sessions = new ArrayList<>();
  private final Absences absences;

  /**
   * @param figures what each epoch will be measured by
   * @param graceNanos how long a type may be away before it counts as uninstalled
   * @throws GraftException if a type is missing, its configuration is wrong, or it does not open
   */
  CallbackSessions(List<Spec> specs, Registry registry, List<String> figures, long graceNanos) {
    this.registry = registry;
    this.figures = List.copyOf(figures);
    absences = new Absences(graceNanos);
    for (Spec spec : specs) {
      Open open = new Open(spec, "callback '" + spec.type() + "'");
      open(open);
      sessions.add(open);
    }
  }

  @SuppressWarnings("unchecked")
  private void open(Open open) {
    open.session = null;
    open.isTold = false;
    open.generation = registry.generation(Kind.CALLBACK, open.spec.type());
    try {
      open.session =
          registry.use(
              Kind.CALLBACK,
              open.spec.type(),
              (plugin, provider) -> {
                Object config = registry.config(plugin, Kind.CALLBACK, open.spec, "");
                Callback.Session session =
                    Objects.requireNonNull(
                        ((Callback<Object>) plugin).open(config), "open() gave null");
                session.figures(figures);
                return session;
              });
    } catch (GraftException e) {
      throw e.at(open.where);
    }
  }

  /** Hands an event to each; what goes wrong is told to {@code problems}. */
  void on(Event event, Callback.Control control, Consumer<String> problems) {
    for (Open open : sessions) {
      call(
          open,
          session -> session.on(event, control),
          fault -> {
            open.session = null;
            problems.accept(open.where + " failed with " + fault + " and is switched off");
          });
    }
  }

  /** What each knows, for a checkpoint. */
  List<Checkpoint.CallbackState> states(Consumer<String> problems) {
    List<Checkpoint.CallbackState> states = new ArrayList<>();
    for (Open open : sessions) {
      Map<String, Object> known = new LinkedHashMap<>();
      call(
          open,
          session -> {
            Map<String, Object> state =
                Objects.requireNonNull(session.state(), "state() gave null");
            Json.line(state); // they must be JSON values
            known.putAll(state);
          },
          fault -> {
            if (!open.isTold) {
              open.isTold = true;
              problems.accept(open.where + ": its state is not saved: " + fault);
            }
          });
      states.add(new Checkpoint.CallbackState(open.spec.type(), known));
    }
    return states;
  }

  /** Goes on from a checkpoint; callbacks that were added or changed since begin anew. */
  void restore(List<Checkpoint.CallbackState> states, Consumer<String> problems) {
    for (int i = 0; i < Math.min(sessions.size(), states.size()); i++) {
      Open open = sessions.get(i);
      Checkpoint.CallbackState saved = states.get(i);
      if (saved.type().equals(open.spec.type()) && !saved.state().isEmpty()) {
        call(
            open,
            session -> session.restore(saved.state()),
            fault -> problems.accept(open.where + " counts anew: " + fault));
      }
    }
  }

  /** Calls a session that is not switched off; the job goes on whatever it throws. */
  private static void call(Open open, Consumer<Callback.Session> body, Consumer<String> fault) {
    Callback.Session session = open.session;
    if (session == null) {
      return;
    }
    boolean isOurs = Thread.currentThread().isInterrupted();
    try {
      body.accept(session);
    } catch (Throwable e) { // a plug-in may throw anything
      fault.accept(PluginFault.text(e, session));
    } finally {
      if (!isOurs) {
        // Of an interrupt that a plug-in leaves behind the next file or terminal would be closed.
        Thread.interrupted();
      }
    }
  }

  /** Looks at the registry again. */
  void refresh(Consumer<String> problems) {
    List<TypeKey> away = new ArrayList<>();
    for (Open open : sessions) {
      long now = registry.generation(Kind.CALLBACK, open.spec.type());
      if (now < 0) {
        away.add(open.key());
      } else if (now != open.generation) {
        try {
          open(open);
        } catch (GraftException e) {
          problems.accept(e.getMessage());
        }
      }
    }
    List<TypeKey> uninstalled = absences.uninstalled(away);
    for (Open open : sessions) {
      if (uninstalled.contains(open.key())) {
        open.session = null;
        problems.accept(open.where + " is uninstalled; the training goes on without it");
      }
    }
  }

  /** True if a callback that was away is uninstalled by now. */
  boolean isDue() {
    return absences.isDue();
  }

  void close() {
    sessions.clear();
  }
}
