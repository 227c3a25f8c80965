package graft.core;

import java.util.Map;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How much of Graft's messages is shown, where {@link System.Logger} writes to java.util.logging.
 */
final class LogLevel {
  private static final Map<System.Logger.Level, Level> LEVELS =
      Map.of(
          System.Logger.Level.ALL, Level.ALL,
          System.Logger.Level.TRACE, Level.FINER,
          System.Logger.Level.DEBUG, Level.FINE,
          System.Logger.Level.INFO, Level.INFO,
          System.Logger.Level.WARNING, Level.WARNING,
          System.Logger.Level.ERROR, Level.SEVERE,
          System.Logger.Level.OFF, Level.OFF);

  /** Held here, or the JVM forgets it with its level. */
  private final Logger graft = Logger.getLogger("graft");

  void set(System.Logger.Level level) {
    Level known = Objects.requireNonNull(LEVELS.get(level), level.getName());
    graft.setLevel(known);
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      if (handler.getLevel().intValue() > known.intValue()) {
        handler.setLevel(known); // the console's own is INFO
      }
    }
  }

  /** As the JVM is configured. */
  void reset() {
    graft.setLevel(null);
  }
}
