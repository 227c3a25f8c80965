package graft.core.train;

import graft.api.Spec;
import graft.api.run.RunSpec;
import graft.core.state.Checkpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long and how to train: the fields of {@code training} that are the job's own.
 *
 * @param epochs {@code epochs}: 1 by default, without limit if only steps are given
 * @param steps {@code steps}: optimizer steps in all, without limit by default
 * @param batch {@code batch}: examples in a step, 32 by default
 * @param seed {@code seed}: 0 by default
 * @param shuffle {@code shuffle}: true by default
 * @param classWeights {@code class_weights}: class name or number → weight
 * @param callbacks {@code callbacks}: plug-ins of kind callback
 * @param checkpoint {@code checkpoint}
 * @param missing {@code missing_type}: what happens when a type in use is uninstalled
 */
public record TrainingPlan(
    int epochs,
    long steps,
    int batch,
    long seed,
    boolean shuffle,
    Map<String, Double> classWeights,
    List<Spec> callbacks,
    CheckpointPlan checkpoint,
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

  /**
   * When checkpoints are written, beside the last and the best.
   *
   * @param everySteps {@code every_steps}; 0, the default, for none within an epoch but by time
   * @param everyEpochs {@code every_epochs}; 0, the default, for each that ends a second or more
   *     after the last checkpoint
   * @param keep {@code keep}: how many of the latest are kept, 2 by default
   * @param metric {@code best.metric}: {@code loss} (the default) or a metric; of the validation
   *     where there is one
   * @param greatest {@code best.mode} is {@code max}, or {@code auto} with a metric whose name is
   *     not that of a loss or an error
   */
  public record CheckpointPlan(
      long everySteps, long everyEpochs, int keep, String metric, boolean greatest) {}

  private static final Pattern LEAST =
      Pattern.compile(".*(loss|error|entropy|divergence|perplexity|deviance).*");

  public TrainingPlan {
    classWeights = Map.copyOf(classWeights);
    callbacks = List.copyOf(callbacks);
  }

  /**
   * The plan of a model file.
   *
   * @throws graft.api.ConfigException if a field is of the wrong type or out of its range
   */
  public static TrainingPlan of(RunSpec spec) {
    Section training = new Section(spec, "training");
    long steps = training.whole("steps", Long.MAX_VALUE, 0);
    long epochs = training.whole("epochs", steps == Long.MAX_VALUE ? 1 : Integer.MAX_VALUE, 0);
    return new TrainingPlan(
        (int) Math.min(epochs, Integer.MAX_VALUE),
        steps,
        (int) Math.min(training.whole("batch", 32, 1), Integer.MAX_VALUE),
        training.whole("seed", 0, Long.MIN_VALUE),
        training.flag("shuffle", true),
        training.numbers("class_weights"),
        training.specs("callbacks"),
        checkpoint(spec),
        MissingType.valueOf(training.text("missing_type", "continue").toUpperCase(Locale.ROOT)));
  }

  /** What to say where a run is as far as this plan goes, or further; empty if it is not. */
  Optional<String> complete(Checkpoint run) {
    if (run.epoch() >= epochs) {
      return Optional.of(
          "nothing to do: the run is at epoch " + run.epoch() + ", asked were " + epochs);
    }
    return run.step() >= steps
        ? Optional.of("nothing to do: the run is at step " + run.step() + ", asked were " + steps)
        : Optional.empty();
  }

  private static CheckpointPlan checkpoint(RunSpec spec) {
    Section checkpoint = new Section(spec, "training", "checkpoint");
    Section best = new Section(spec, "training", "checkpoint", "best");
    String metric = best.text("metric", "loss");
    String mode = best.text("mode", "auto");
    return new CheckpointPlan(
        checkpoint.whole("every_steps", 0, 0),
        checkpoint.whole("every_epochs", 0, 0),
        (int) Math.min(checkpoint.whole("keep", 2, 1), Integer.MAX_VALUE),
        metric,
        mode.equals("max") || (mode.equals("auto") && !LEAST.matcher(metric).matches()));
  }
}
