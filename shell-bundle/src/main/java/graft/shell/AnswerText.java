package graft.shell;

import graft.api.run.Job;
import graft.api.run.Result;
import graft.api.run.Settings;
import graft.api.run.Summary;
import graft.api.run.TypeInfo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What verbs answer as text, the same for the command line and for Gogo. */
final class AnswerText {
  private AnswerText() {}

  /** The columns of the terminal that a program writes to, or 0 if it writes to none. */
  static int columns() {
    List<String> terminals = List.of(System.getProperty("graft.terminal", "").split(","));
    return terminals.contains("out") ? Integer.getInteger("graft.columns", 0) : 0;
  }

  /**
   * The text of an answer, without the last end of line.
   *
   * @param columns of the terminal; 0 for any number
   */
  static String of(Object answer, int columns) {
    return whole(answer, columns).stripTrailing();
  }

  private static String whole(Object answer, int columns) {
    if (answer instanceof Listing<?> listing) {
      return listing.text(columns);
    } else if (answer instanceof TypeInfo info) {
      return type(info, columns);
    } else if (answer instanceof Result result) {
      return result(result, columns);
    } else if (answer instanceof Summary summary) {
      return summary(summary, columns);
    } else if (answer instanceof Settings settings) {
      Table table = new Table("SETTING", "VALUE");
      settings.properties().forEach(table::row);
      return table.text(columns);
    }
    return line(answer);
  }

  /** An answer in one line, as an element of a list. */
  static String line(Object answer) {
    if (answer instanceof TypeInfo info) {
      return info.kind().text() + " " + info.type() + ": " + info.doc();
    } else if (answer instanceof Job.Status status) {
      String loss = status.training().map(r -> ", " + TrainOutput.numbers(r)).orElse("");
      String left = left(status).isEmpty() ? "" : ", " + left(status) + " left";
      String place = status.epoch() == 0 ? "" : " epoch " + epoch(status) + loss + left + ";";
      return "job " + status.number() + " " + state(status) + ":" + place + " " + status.run();
    }
    return String.valueOf(answer);
  }

  static String state(Job.Status status) {
    return status.state().name().toLowerCase(Locale.ROOT);
  }

  private static String type(TypeInfo info, int columns) {
    String lines =
        List.of(info.formula(), info.shapes(), info.source()).stream()
            .filter(text -> !text.isEmpty())
            .map(text -> text + "\n")
            .collect(Collectors.joining());
    String head = line(info) + "\n" + lines + "from " + info.bundle() + " " + info.version() + "\n";
    if (info.fields().isEmpty()) {
      return head;
    }
    Table table = new Table("FIELD", "TYPE", "DEFAULT", "RANGE", "MEANING");
    for (TypeInfo.Field field : info.fields()) {
      table.row(field.name(), field.type(), field.defaultValue(), field.range(), field.doc());
    }
    return head + table.text(columns);
  }

  private static String result(Result result, int columns) {
    Table table = new Table("measure", "value");
    table.row("loss", TrainOutput.number(result.loss()));
    result.metrics().forEach((name, value) -> table.row(name, TrainOutput.number(value)));
    StringBuilder text = new StringBuilder(table.text(columns));
    ArrayTables.show("", result, line -> text.append(line).append('\n'));
    return text + String.valueOf(result.examples()) + " examples";
  }

  private static String summary(Summary summary, int columns) {
    Table table = new Table("LAYER", "TYPE", "OUTPUT", "PARAMETERS");
    for (Summary.Layer layer : summary.layers()) {
      table.row(layer.name(), layer.type(), layer.output(), grouped(layer.parameters()));
    }
    String trained = grouped(summary.trainable());
    String fixed = grouped(summary.fixed());
    return table.text(columns) + "parameters: " + trained + " trained, " + fixed + " fixed";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The table of jobs. */
  static String jobs(List<Job.Status> jobs, int columns) {
    if (jobs.isEmpty()) {
      return "there is no job yet";
    }
    Table table = new Table("JOB", "STATE", "EPOCH", "STEP", "LOSS", "LEFT", "RUN");
    for (Job.Status job : jobs) {
      String loss = job.training().map(r -> TrainOutput.number(r.loss())).orElse("");
      String step = of(job.step(), job.steps());
      table.row(job.number(), job.state(), epoch(job), step, loss, left(job), job.run());
    }
    return table.text(columns);
  }

  private static String epoch(Job.Status job) {
    return of(job.epoch(), job.epochs());
  }

  /** So many of so many; a plan without an end has some billions. */
  private static String of(long done, long all) {
    return all >= 1_000_000_000 ? String.valueOf(done) : done + "/" + all;
  }

  private static String left(Job.Status job) {
    double seconds = job.secondsLeft();
    if (job.state() != Job.State.RUNNING || !(seconds < 1e7)) {
      return "";
    }
    long whole = Math.round(seconds);
    return whole < 100 ? whole + " s" : whole < 6000 ? whole / 60 + " min" : whole / 3600 + " h";
  }
}
