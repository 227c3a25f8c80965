package graft.core.train;

import graft.api.ConfigException;
import graft.api.Spec;
import graft.api.run.RunSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long and how to train: the fields of {@code training} that are the job's own.
 *
 * @param epochs {@code epochs}: 1 by default, without limit if only steps are given
 * @param steps {@code steps}: optimizer steps in all, without limit by default
 * @param batch {@code batch}: examples in a step, 32 by default
 * @param seed {@code seed}: 0 by default
 * @param shuffle {@code shuffle}: true by default
 * @param classWeight {@code class_weight}: class name or number → weight
 * @param callbacks {@code callbacks}: plug-ins of kind callback
 * @param monitor {@code monitor}: what the best checkpoint is chosen by: {@code loss} or a metric,
 *     of validation where there is some; {@code loss} by default
 * @param greatest {@code monitor_mode}: {@code max} or (by default) {@code min}
 * @param checkpointSteps {@code checkpoint_steps}: a checkpoint every n steps beside those at the
 *     ends of epochs; 0, the default, for none
 * @param checkpointSeconds {@code checkpoint_seconds}: likewise by time; 300 by default
 * @param missing {@code missing_type}: what happens when a type in use is uninstalled
 */
public record TrainingPlan(
    int epochs,
    long steps,
    int batch,
    long seed,
    boolean shuffle,
    Map<String, Double> classWeight,
    List<Spec> callbacks,
    String monitor,
    boolean greatest,
    long checkpointSteps,
    long checkpointSeconds,
    MissingType missing) {

  /** What a job does when a type that it uses is uninstalled. */
  public enum MissingType {
    /** Goes on with the program that it has. */
    CONTINUE,
    /** Waits until the type is back. */
    PAUSE,
    /** Ends with a checkpoint. */
    FAIL
  }

  public TrainingPlan {
    classWeight = Map.copyOf(classWeight);
    callbacks = List.copyOf(callbacks);
  }

  /**
   * The plan of a model file.
   *
   * @throws ConfigException if a field is of the wrong type or out of its range
   */
  public static TrainingPlan of(RunSpec spec) {
    SpecReader training = new SpecReader(spec, "training");
    long steps = training.whole("steps", Long.MAX_VALUE, 0);
    long epochs = training.whole("epochs", steps == Long.MAX_VALUE ? 1 : Integer.MAX_VALUE, 0);
    return new TrainingPlan(
        (int) Math.min(epochs, Integer.MAX_VALUE),
        steps,
        Math.toIntExact(training.whole("batch", 32, 1)),
        training.whole("seed", 0, Long.MIN_VALUE),
        training.flag("shuffle", true),
        training.numbers("class_weight"),
        training.specs("callbacks"),
        training.text("monitor", "loss"),
        choice(training, "monitor_mode", List.of("min", "max")).equals("max"),
        training.whole("checkpoint_steps", 0, 0),
        training.whole("checkpoint_seconds", 300, 0),
        MissingType.valueOf(
            choice(
                    training,
                    "missing_type",
                    Arrays.stream(MissingType.values())
                        .map(m -> m.name().toLowerCase(Locale.ROOT))
                        .toList())
                .toUpperCase(Locale.ROOT)));
  }

  private static String choice(SpecReader reader, String key, List<String> allowed) {
    String value = reader.text(key, allowed.get(0));
    if (!allowed.contains(value)) {
      throw new ConfigException(
          reader.where(key), "one of " + String.join(", ", allowed) + " expected, got " + value, "");
    }
    return value;
  }
}
