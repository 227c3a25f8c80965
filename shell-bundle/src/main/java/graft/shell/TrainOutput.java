package graft.shell;

import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.Result;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a job's events: as JSON lines, as plain lines, or on a terminal with a live bar for each
 * epoch.
 */
final class TrainOutput implements Consumer<Event> {
  private final Consumer<String> out;
  private final Consumer<String> err;
  private final boolean json;

  /** Where the bar goes, or null for none. */
  private final @Nullable PrintStream terminal;

  private @Nullable ProgressBar bar;
  private @Nullable TerminalLine line;

  /** Put before every line, to tell a job in the background from others. */
  private String prefix = "";

  /** What the epochs took since the one that was shown last; the first is shown. */
  private double unshownSeconds = 1;

  private TrainOutput(
      Consumer<String> out, Consumer<String> err, boolean json, @Nullable PrintStream terminal) {
    this.out = line -> out.accept(prefix + line);
    this.err = line -> err.accept(prefix + line);
    this.json = json;
    this.terminal = terminal;
  }

  /** The output of a job whose end the user awaits. */
  static TrainOutput of(Session session, boolean json) {
    Consumer<String> out =
        line -> {
          session.out().println(line);
          session.out().flush();
        };
    boolean bar = session.terminal() && !json;
    return new TrainOutput(out, session.err()::println, json, bar ? session.err() : null);
  }

  /**
   * The output of a job in the background: of its epochs a line a second at the most, as the user
   * types meanwhile.
   */
  static Consumer<Event> background(Session session, boolean json) {
    TrainOutput output = new TrainOutput(session.notice(), session.notice(), json, null);
    return event -> {
      if (!session.watched().contains(event.job()) && (json || output.isDue(event))) {
        output.prefix = json ? "" : "[job " + event.job() + "] ";
        output.accept(event);
      }
    };
  }

  /** False for an epoch that ends less than a second after the one that was shown last. */
  private boolean isDue(Event event) {
    if (!(event instanceof Event.EpochEnd epoch)) {
      return true;
    }
    unshownSeconds += epoch.seconds();
    boolean due = unshownSeconds >= 1;
    unshownSeconds = due ? 0 : unshownSeconds;
    return due;
  }

  @Override
  public synchronized void accept(Event event) {
    if (json) {
      JsonLines.event(event).ifPresent(map -> out.accept(JsonLines.line(map)));
    } else if (!(event instanceof Event.StepEnd step)) {
      endBar();
      show(event);
    } else if (terminal != null) {
      step(step, terminal);
    }
  }

  private void show(Event event) {
    if (event instanceof Event.Started e) {
      e.lines().forEach(out);
      out.accept("run: " + e.run());
    } else if (event instanceof Event.EpochEnd e) {
      String validation = e.validation().map(v -> "  | validation " + numbers(v)).orElse("");
      out.accept(
          String.format(
              Locale.ROOT,
              "epoch %d: %s%s  (%.1f s)",
              e.epoch() + 1,
              numbers(e.training()),
              validation,
              e.seconds()));
    } else if (event instanceof Event.Swapped e) {
      out.accept("swapped at step " + e.step() + ": " + e.what());
    } else if (event instanceof Event.Refused e) {
      err.accept("graft: refused at step " + e.step() + ": " + e.what() + ": " + e.reason());
    } else if (event instanceof Event.Warning e) {
      err.accept("graft: " + e.text());
    } else if (event instanceof Event.Done e) {
      done(e);
    }
  }

  private void step(Event.StepEnd e, PrintStream place) {
    ProgressBar open = bar;
    if (open == null) {
      TerminalLine drawn = new TerminalLine(place);
      line = drawn;
      open =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (e.epoch() + 1))
              .setInitialMax(e.stepsPerEpoch())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(drawn)
              .clearDisplayOnFinish()
              .build();
      bar = open;
    }
    open.setExtraMessage(" " + numbers(e.training()));
    open.stepTo(e.stepInEpoch());
  }

  /** Wipes out what is only for the moment. */
  synchronized void close() {
    endBar();
  }

  private void endBar() {
    ProgressBar open = bar;
    if (open != null) {
      open.close();
      bar = null;
    }
    if (line != null) {
      line.clear();
      line = null;
    }
  }

  private void done(Event.Done e) {
    if (e.training().isEmpty()) {
      return;
    }
    if (e.training().get().examples() > 0) {
      table(e, e.training().get());
    }
    e.reason().ifPresent(reason -> out.accept("ended early: " + UsageText.oneLine(reason)));
    boolean withinFirst = e.epochs() == 0 && e.steps() > 0;
    out.accept(
        String.format(
            Locale.ROOT,
            "%s%s%s%s in %.1f s; %s",
            e.state() == Job.State.STOPPED ? "stopped after " : "",
            withinFirst ? "" : count(e.epochs(), "epoch") + ", ",
            count(e.steps(), "step"),
            withinFirst ? " of epoch 1" : "",
            e.seconds(),
            e.run()));
  }

  private void table(Event.Done e, Result training) {
    Map<String, Double> names = training.metrics();
    String[] header = new String[names.size() + 2];
    header[0] = "";
    header[1] = "loss";
    int column = 2;
    for (String name : names.keySet()) {
      header[column++] = name;
    }
    Table table = new Table(header);
    table.row(cells("training", training, names));
    e.validation().ifPresent(v -> table.row(cells("validation", v, names)));
    out.accept("");
    table.toString().lines().forEach(out);
    // One of the two is enough: what is held back says more.
    Result shown = e.validation().orElse(training);
    ArrayTables.show(e.validation().isPresent() ? "validation" : "training", shown, out);
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

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
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
