package graft.core.train;

import graft.api.run.Event;
import graft.api.run.Result;
import java.util.List;
import java.util.Locale;

/** Events as one line each, for the log and for {@link graft.api.run.Job#progress}. */
final class EventText {
  private EventText() {}

  static String of(Event event) {
    if (event instanceof Event.Started e) {
      return "started in " + e.run() + ": " + String.join("; ", e.lines());
    } else if (event instanceof Event.StepEnd e) {
      String place = "epoch " + (e.epoch() + 1) + " · step " + e.stepInEpoch();
      return place + "/" + e.stepsPerEpoch() + " · " + of("", e.training());
    } else if (event instanceof Event.EpochEnd e) {
      String validation = e.validation().map(r -> " · " + of("validation ", r)).orElse("");
      return "epoch "
          + (e.epoch() + 1)
          + String.format(Locale.ROOT, " · step %d · %.1f s · ", e.step(), e.seconds())
          + of("", e.training())
          + validation;
    } else if (event instanceof Event.Saved e) {
      return "saved " + e.file() + (e.best() ? " (best so far)" : "");
    } else if (event instanceof Event.Swapped e) {
      String reset = e.reset().isEmpty() ? "" : ", reset " + String.join(", ", e.reset());
      return "step " + e.step() + ": " + e.what() + ", kept " + size(e.kept()) + reset;
    } else if (event instanceof Event.Refused e) {
      return "step " + e.step() + ": " + e.what() + " refused: " + e.reason();
    } else if (event instanceof Event.Warning e) {
      return "warning: " + e.text();
    }
    Event.Done e = (Event.Done) event;
    String end = e.state().name().toLowerCase(Locale.ROOT);
    return end
        + String.format(Locale.ROOT, " after %d steps, %.1f s", e.steps(), e.seconds())
        + e.failure().or(e::reason).map(text -> ": " + text).orElse("");
  }

  private static String size(List<String> kept) {
    return kept.size() + " tensors";
  }

  private static String of(String prefix, Result result) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%sloss %.4g", prefix, result.loss()));
    result
        .metrics()
        .forEach((n, v) -> text.append(String.format(Locale.ROOT, " · %s%s %.4g", prefix, n, v)));
    return text.toString();
  }
}
