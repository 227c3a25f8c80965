package graft.api.run;

import graft.api.ConfigException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for all jobs that are not told otherwise; in OSGi the configuration of PID {@code
 * graft}. What a call or a command line says goes before it.
 *
 * @param threads how many threads a job may use; 0 for all. Running jobs follow it
 * @param accelerator the type name of the accelerator of new jobs; empty for the best
 * @param deploy the folder whose jars are installed, updated and removed as they come and go
 * @param memory the most MiB that states and temporaries of a new job may take; 0 for no limit
 * @param log the least severe messages that are shown; empty for what the JVM's configuration says
 */
public record Settings(
    int threads,
    Optional<String> accelerator,
    Optional<Path> deploy,
    long memory,
    Optional<System.Logger.Level> log) {
  /** The names of the properties, in the order of the components. */
  public static final List<String> NAMES =
      List.of("threads", "accelerator", "deploy", "memory", "log");

  private static final String WHERE = "configuration 'graft'";

  /** All threads, the best accelerator, no folder, no limit. */
  public static Settings defaults() {
    return new Settings(0, Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  /** The most threads that may be asked for: a few for each processor, since they spin. */
  public static int mostThreads() {
    return 4 * Runtime.getRuntime().availableProcessors();
  }

  /**
   * The settings of properties, numbers or texts; one that is missing or empty has its default, and
   * names that are none of {@link #NAMES} belong to others.
   *
   * @throws ConfigException if a value is of the wrong kind or out of its range
   */
  public static Settings of(Map<String, ?> properties) {
    return new Settings(
        (int) whole(properties, "threads", mostThreads()),
        text(properties, "accelerator"),
        text(properties, "deploy").map(Path::of),
        whole(properties, "memory", 1L << 40),
        text(properties, "log").map(Settings::level));
  }

  private static Optional<String> text(Map<String, ?> properties, String name) {
    Object value = properties.get(name);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static long whole(Map<String, ?> properties, String name, long most) {
    String text = text(properties, name).orElse("0");
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most) {
      throw new ConfigException(
          WHERE, name + ": expected 0 to " + most + ", got '" + text + "'", "0 is the default");
    }
    return Long.parseLong(text);
  }

  private static System.Logger.Level level(String text) {
    return Arrays.stream(System.Logger.Level.values())
        .filter(level -> level.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    WHERE,
                    "log: expected a level, got '" + text + "'",
                    "levels are "
                        + String.join(
                            ", ",
                            Arrays.stream(System.Logger.Level.values())
                                .map(Settings::name)
                                .toList())));
  }

  private static String name(System.Logger.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** The properties by name; {@link #of} makes the same settings of them. */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("threads", threads);
    properties.put("accelerator", accelerator.orElse(""));
    properties.put("deploy", deploy.map(Path::toString).orElse(""));
    properties.put("memory", memory);
    properties.put("log", log.map(Settings::name).orElse(""));
    return properties;
  }
}
