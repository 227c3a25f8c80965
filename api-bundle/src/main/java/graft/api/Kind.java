package graft.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a plug-in is. A plug-in is found by kind and type name together, since {@code
 * mean_squared_error} is a loss and a metric.
 */
public enum Kind {
  LAYER,
  CELL,
  OPTIMIZER,
  LOSS,
  METRIC,
  INITIALIZER,
  SCHEDULE,
  REGULARIZER,
  CONSTRAINT,
  ACTIVATION,
  SOURCE,
  TRANSFORM,
  CALLBACK,
  ACCELERATOR;

  /** The word in files, messages and capabilities: {@code layer}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The service property that holds the type name: {@code graft.layer.type}. */
  public String property() {
    return "graft." + text() + ".type";
  }

  public static Optional<Kind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}
