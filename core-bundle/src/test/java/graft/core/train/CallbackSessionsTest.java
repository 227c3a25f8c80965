package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.Spec;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallbackSessionsTest {
  private static final Event EVENT = new Event.Warning(1, "an event");
  private static final long AN_HOUR = 3_600_000_000_000L;

  private final Registry registry = new Registry();
  private final List<String> problems = new ArrayList<>();

  /** Control that no callback here asks anything of. */
  private static final class None implements Callback.Control {
    @Override
    public void stop(String reason) {}

    @Override
    public void rateFactor(double factor) {}

    @Override
    public double rateFactor() {
      return 1;
    }
  }

  /** Counts its events, leaves its thread interrupted, and has a state that is no JSON. */
  private static final class Odd implements Callback<NoConfig>, Callback.Session {
    private int events;

    @Override
    public Session open(NoConfig config) {
      return this;
    }

    @Override
    public void on(Event event, Control control) {
      events++;
      Thread.currentThread().interrupt();
    }

    @Override
    public Map<String, Object> state() {
      Thread.currentThread().interrupt();
      return Map.of("thread", Thread.currentThread());
    }
  }

  private CallbackSessions sessions(long graceNanos) {
    return new CallbackSessions(List.of(Spec.of("odd")), registry, List.of("loss"), graceNanos);
  }

  private void tell(CallbackSessions sessions) {
    sessions.on(EVENT, new None(), problems::add);
  }

  @Test
  void anUpdateWithinTheGraceIsNoLoss() {
    Odd before = new Odd();
    Odd after = new Odd();
    Registration first = registry.add(Kind.CALLBACK, "odd", 0, () -> before);
    CallbackSessions sessions = sessions(AN_HOUR);
    first.close();
    sessions.refresh(problems::add); // between the old one's end and the new one's beginning
    tell(sessions);
    registry.add(Kind.CALLBACK, "odd", 0, () -> after);
    sessions.refresh(problems::add);
    tell(sessions);
    assertEquals(List.of(), problems);
    assertEquals(1, before.events);
    assertEquals(1, after.events);
    assertFalse(sessions.isDue());
  }

  @Test
  void whatStaysAwayIsToldOnce() {
    Odd odd = new Odd();
    Registration only = registry.add(Kind.CALLBACK, "odd", 0, () -> odd);
    CallbackSessions sessions = sessions(0);
    only.close();
    sessions.refresh(problems::add);
    sessions.refresh(problems::add);
    tell(sessions);
    assertEquals(
        List.of("callback 'odd' is uninstalled; the training goes on without it"), problems);
    assertEquals(0, odd.events);
  }

  @Test
  void anInterruptThatACallbackLeavesBehindIsCleared() {
    registry.add(Kind.CALLBACK, "odd", 0, Odd::new);
    CallbackSessions sessions = sessions(0);
    tell(sessions);
    assertFalse(Thread.interrupted());
    sessions.states(problems::add);
    assertFalse(Thread.interrupted());
    Thread.currentThread().interrupt(); // the job's own
    tell(sessions);
    assertTrue(Thread.interrupted());
  }

  @Test
  void aStateThatCannotBeSavedIsToldOnce() {
    registry.add(Kind.CALLBACK, "odd", 0, Odd::new);
    CallbackSessions sessions = sessions(0);
    assertEquals(Map.of(), sessions.states(problems::add).get(0).state());
    sessions.states(problems::add);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("callback 'odd': its state is not saved: "));
  }
}
