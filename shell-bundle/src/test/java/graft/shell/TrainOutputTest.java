package graft.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TrainOutputTest {
  private static final Result HALF = new Result(0.5, Map.of("accuracy", 0.75), 8);
  private static final Event STARTED =
      new Event.Started(3, 8, 1, 2, Path.of("r"), List.of("examples: 8"));
  private static final Event STEP = new Event.StepEnd(3, 0, 1, 1, 2, HALF);
  private static final Event EPOCH = new Event.EpochEnd(3, 0, 2, 1.25, HALF, Optional.empty());

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> notices = new ArrayList<>();

  private Session session(boolean terminal) {
    return new Session(
        Stubs.of(Graft.class),
        List.of(),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        notices::add,
        Set.of(),
        terminal,
        false,
        () -> false);
  }

  private static Event done(Job.State state, int epochs, Result result) {
    return new Event.Done(
        3,
        state,
        epochs,
        2,
        1.25,
        Optional.of(result),
        Optional.empty(),
        Path.of("r"),
        Optional.empty(),
        Optional.empty());
  }

  private static void send(Consumer<Event> output, Event... events) {
    List.of(events).forEach(output);
  }

  @Test
  void linesArePlainWithoutATerminal() {
    send(
        TrainOutput.of(session(false), false),
        STARTED,
        STEP,
        EPOCH,
        done(Job.State.FINISHED, 1, HALF));
    assertEquals(
        """
        examples: 8
        run: r
        epoch 1: loss 0.5000  accuracy 0.7500  (1.3 s)

                    loss  accuracy
        training  0.5000    0.7500
        1 epoch, 2 steps in 1.3 s; r
        """,
        out.toString(UTF_8));
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void theBarIsWipedOutBeforeTheNextLine() {
    send(TrainOutput.of(session(true), false), STARTED, STEP, EPOCH);
    assertTrue(err.toString(UTF_8).contains("epoch 1  50% ["), err.toString(UTF_8));
    assertTrue(err.toString(UTF_8).endsWith("\r\u001b[K"), err.toString(UTF_8));
    assertEquals(3, out.toString(UTF_8).lines().count());
  }

  @Test
  void inTheBackgroundEachLineNamesTheJob() {
    send(TrainOutput.background(session(true), false), STARTED, STEP, EPOCH);
    assertEquals(
        List.of(
            "[job 3] examples: 8",
            "[job 3] run: r",
            "[job 3] epoch 1: loss 0.5000  accuracy 0.7500  (1.3 s)"),
        notices);
    assertEquals("", out.toString(UTF_8) + err.toString(UTF_8));
  }

  @Test
  void whatWasStoppedWithinItsFirstEpochSaysSo() {
    Result none = new Result(Double.NaN, Map.of("accuracy", 0.0), 0);
    send(TrainOutput.of(session(false), false), done(Job.State.STOPPED, 0, none));
    assertEquals("stopped after 2 steps of epoch 1 in 1.3 s; r\n", out.toString(UTF_8));
  }

  @Test
  void theLastJsonLineHasLossMetricsAndRun() {
    send(TrainOutput.of(session(true), true), STEP, done(Job.State.FINISHED, 1, HALF));
    assertEquals(
        """
        {"event":"done","epochs":1,"steps":2,"seconds":1.25,"loss":0.5,\
        "metrics":{"accuracy":0.75},"run":"r"}
        """,
        out.toString(UTF_8));
  }

  @Test
  void numbersThatJsonHasNotAreNull() {
    Result none = new Result(Double.NaN, Map.of(), 0);
    assertTrue(JsonLines.line(JsonLines.result(none)).startsWith("{\"loss\":null,"));
  }

  /** 0.25 s each: the first, and then each fourth. */
  @Test
  void ofABackgroundJobsEpochsOneASecondIsShown() {
    Consumer<Event> output = TrainOutput.background(session(false), false);
    for (int epoch = 0; epoch < 10; epoch++) {
      output.accept(new Event.EpochEnd(3, epoch, 2, 0.25, HALF, Optional.empty()));
    }
    output.accept(done(Job.State.FINISHED, 10, HALF));
    assertEquals(
        List.of("[job 3] epoch 1:", "[job 3] epoch 5:", "[job 3] epoch 9:"),
        notices.stream()
            .filter(line -> line.contains("epoch ") && line.contains(":"))
            .map(line -> line.substring(0, line.indexOf(':') + 1))
            .toList());
    assertTrue(notices.get(notices.size() - 1).contains("10 epochs, "), notices + "");
  }
}
