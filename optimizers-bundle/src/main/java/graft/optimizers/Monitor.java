package graft.optimizers;

import graft.api.ConfigException;
import graft.api.run.Event;
import graft.api.run.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Follows one figure through the epochs and counts those without improvement. Names as in Keras:
 * {@code loss} and metrics by name of the training data, with {@code val_} in front of the
 * validation data.
 */
final class Monitor {
  /** Which way is better. */
  public enum Mode {
    /** {@code MAX} for names that end in accuracy, auc, precision, recall or score, else MIN. */
    AUTO,
    MIN,
    MAX
  }

  private final String name;
  private final double sign;
  private final double minDelta;
  private double best = Double.POSITIVE_INFINITY;
  private int waited;

  Monitor(String name, Mode mode, double minDelta) {
    this.name = name;
    boolean greater =
        mode == Mode.MAX
            || (mode == Mode.AUTO
                && name.toLowerCase(Locale.ROOT)
                    .matches(".*(accuracy|auc|precision|recall|score|r2)$"));
    this.sign = greater ? -1 : 1;
    this.minDelta = Math.abs(minDelta);
  }

  /** Takes in an epoch's figure; returns how many epochs have passed since the last better one. */
  int see(Event.EpochEnd epoch) {
    double value = sign * value(epoch);
    // NaN is no improvement.
    if (value < best - minDelta || (best == Double.POSITIVE_INFINITY && value < best)) {
      best = value;
      waited = 0;
    } else {
      waited++;
    }
    return waited;
  }

  /** Counts from zero again. */
  void restart() {
    waited = 0;
  }

  /** For checkpoints. */
  Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("waited", (long) waited);
    if (best != Double.POSITIVE_INFINITY) {
      state.put("best", best());
    }
    return state;
  }

  void restore(Map<String, Object> state) {
    waited = count(state, "waited");
    best = state.get("best") instanceof Number known ? sign * known.doubleValue() : best;
  }

  /** A count of a saved state. */
  static int count(Map<String, Object> state, String key) {
    if (state.get(key) instanceof Number count) {
      return count.intValue();
    }
    throw new ConfigException(
        "expected a number '" + key + "' in the saved state, got " + state, "");
  }

  double best() {
    return sign * best;
  }

  /** Checks that there will be such a figure. */
  void require(List<String> figures) {
    if (!figures.contains(name)) {
      boolean held = figures.contains("val_loss");
      throw new ConfigException(
          "monitor",
          "there is no figure '" + name + "' that is one number",
          "figures are "
              + String.join(", ", figures)
              + (held ? "" : "; data.validation holds back examples for those with val_"));
    }
  }

  private double value(Event.EpochEnd epoch) {
    boolean validation = name.startsWith("val_");
    String key = validation ? name.substring("val_".length()) : name;
    Result result = validation ? epoch.validation().orElseThrow() : epoch.training();
    return key.equals("loss")
        ? result.loss()
        : Optional.ofNullable(result.metrics().get(key)).orElseThrow();
  }
}
