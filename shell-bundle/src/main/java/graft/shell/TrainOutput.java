package graft.shell;

import graft.api.run.Event;
import graft.api.run.Result;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a job's events: as JSON lines, as plain lines, or on a terminal with a live bar for each
 * epoch. Called on the job's thread.
 */
final class TrainOutput implements Consumer<Event> {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  TrainOutput(Session session, boolean json) {
    this.out = session.out();
    this.err = session.err();
    this.json = json;
    this.terminal = session.terminal() && !json;
  }

  @Override
  public void accept(Event event) {
    if (json) {
      JsonLines.event(event).ifPresent(map -> out.println(JsonLines.line(map)));
      out.flush();
    } else {
      show(event);
    }
  }

  private void show(Event event) {
    if (event instanceof Event.StepEnd e) {
      if (terminal) {
        step(e);
      }
      return;
    }
    endBar();
    if (event instanceof Event.Started e) {
      e.lines().forEach(out::println);
      out.println("run: " + e.run());
    } else if (event instanceof Event.EpochEnd e) {
      String validation = e.validation().map(v -> "  | validation " + numbers(v)).orElse("");
      out.println(
          String.format(
              Locale.ROOT,
              "epoch %d: %s%s  (%.1f s)",
              e.epoch() + 1,
              numbers(e.training()),
              validation,
              e.seconds()));
    } else if (event instanceof Event.Swapped e) {
      out.println("swapped at step " + e.step() + ": " + e.what());
    } else if (event instanceof Event.Refused e) {
      err.println("graft: refused at step " + e.step() + ": " + e.what() + ": " + e.reason());
    } else if (event instanceof Event.Warning e) {
      err.println("graft: " + e.text());
    } else if (event instanceof Event.Done e) {
      done(e);
    }
    out.flush();
  }

  private void step(Event.StepEnd e) {
    ProgressBar open = bar;
    if (open == null) {
      open =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (e.epoch() + 1))
              .setInitialMax(e.stepsPerEpoch())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .clearDisplayOnFinish()
              .build();
      bar = open;
    }
    open.setExtraMessage(" " + numbers(e.training()));
    open.stepTo(e.stepInEpoch());
  }

  private void endBar() {
    ProgressBar open = bar;
    if (open != null) {
      open.close();
      bar = null;
    }
  }

  private void done(Event.Done e) {
    if (e.training().isEmpty()) {
      return;
    }
    Map<String, Double> names = e.training().get().metrics();
    String[] header = new String[names.size() + 2];
    header[0] = "";
    header[1] = "loss";
    int column = 2;
    for (String name : names.keySet()) {
      header[column++] = name;
    }
    Table table = new Table(header);
    table.row(cells("training", e.training().get(), names));
    e.validation().ifPresent(v -> table.row(cells("validation", v, names)));
    out.println();
    out.print(table);
    out.println(
        String.format(
            Locale.ROOT,
            "%d epochs, %d steps in %.1f s; %s",
            e.epochs(),
            e.steps(),
            e.seconds(),
            e.run()));
  }

  private static Object[] cells(String name, Result result, Map<String, Double> names) {
    Object[] cells = new Object[names.size() + 2];
    cells[0] = name;
    cells[1] = number(result.loss());
    int column = 2;
    for (String metric : names.keySet()) {
      cells[column++] = number(result.metrics().getOrDefault(metric, Double.NaN));
    }
    return cells;
  }

  static String numbers(Result result) {
    return "loss "
        + number(result.loss())
        + result.metrics().entrySet().stream()
            .map(m -> "  " + m.getKey() + " " + number(m.getValue()))
            .collect(Collectors.joining());
  }

  static String number(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e6);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value);
  }
}
