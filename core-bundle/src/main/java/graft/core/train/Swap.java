package graft.core.train;

import graft.api.MissingTypeException;
import graft.api.accel.Accelerator;
import graft.core.registry.PluginFault;
import graft.core.trace.StateTensor;
import graft.core.trace.TracedModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A new trace of a model, made and compiled on a thread of its own beside the training. Plug-ins
 * run on that thread, so it can be abandoned: then whatever it still makes is thrown away.
 */
final class Swap {
  /** What came of it. */
  record Outcome(@Nullable TracedModel model, @Nullable Programs programs, String refusal) {}

  /** What is changing, for events. */
  final String what;

  private final Thread thread;
  private final long began = System.nanoTime();
  private @Nullable Outcome outcome;
  private Programs.@Nullable Ready ready;
  private boolean abandoned;

  private Swap(
      String what, Engine running, Supplier<TracedModel> retrace, int threads, Runnable ended) {
    this.what = what;
    TracedModel model = running.model();
    Programs programs = running.programs();
    Accelerator accelerator = running.accelerator();
    thread =
        new Thread(
            () -> {
              make(model, programs, accelerator, retrace, threads);
              ended.run();
            },
            "graft-swap");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param ended called when it is done
   */
  static Swap begin(
      String what, Engine running, Supplier<TracedModel> retrace, int threads, Runnable ended) {
    Swap swap = new Swap(what, running, retrace, threads, ended);
    swap.thread.start();
    return swap;
  }

  private void make(
      TracedModel old,
      Programs running,
      Accelerator accelerator,
      Supplier<TracedModel> retrace,
      int threads) {
    try {
      TracedModel model = retrace.get();
      Programs programs = Programs.of(model);
      if (programs.same(running)) {
        end(new Outcome(null, null, ""), null);
        return;
      }
      Optional<String> mismatch = mismatch(old, model);
      if (mismatch.isPresent()) {
        end(new Outcome(null, null, mismatch.get()), null);
        return;
      }
      end(new Outcome(model, programs, ""), programs.compile(accelerator, threads));
    } catch (MissingTypeException e) {
      // A type in use that went in this moment is not refused: it is the job's to notice.
      boolean used = old.types().containsKey(new TracedModel.TypeKey(e.kind(), e.type()));
      end(new Outcome(null, null, used ? "" : e.getMessage()), null);
    } catch (Throwable e) { // plug-ins are traced here
      end(new Outcome(null, null, PluginFault.text(e)), null);
    }
  }

  private synchronized void end(Outcome result, Programs.@Nullable Ready compiled) {
    if (abandoned && compiled != null) {
      compiled.close();
      return;
    }
    outcome = result;
    ready = compiled;
  }

  /** What came of it, or empty while it is at work. */
  synchronized Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** The compiled programs, which are then the caller's; null if there is nothing to swap. */
  synchronized Programs.@Nullable Ready take() {
    Programs.Ready taken = ready;
    ready = null;
    return taken;
  }

  boolean lasts(long nanos) {
    return System.nanoTime() - began > nanos;
  }

  /** Interrupts the thread and throws away what it made or will make. */
  void abandon() {
    thread.interrupt();
    Programs.Ready taken;
    synchronized (this) {
      abandoned = true;
      taken = take();
    }
    if (taken != null) {
      taken.close();
    }
  }

  /** Why the state of one trace does not fit another, or empty if it does. */
  static Optional<String> mismatch(TracedModel old, TracedModel now) {
    Map<String, StateTensor> before = new LinkedHashMap<>();
    old.states().forEach(state -> before.put(state.name(), state));
    for (StateTensor state : now.states()) {
      StateTensor known = before.remove(state.name());
      if (known == null) {
        return Optional.of("it has a new state '" + state.name() + "' " + state.type());
      }
      if (!text(known).equals(text(state))) {
        return Optional.of(
            "state '" + state.name() + "': expected " + text(known) + ", got " + text(state));
      }
    }
    return before.keySet().stream()
        .findFirst()
        .map(name -> "it has no state '" + name + "' any more");
  }

  private static String text(StateTensor state) {
    String kind = state.slotKind().isEmpty() ? "" : " of kind " + state.slotKind();
    return state.type() + kind;
  }
}
