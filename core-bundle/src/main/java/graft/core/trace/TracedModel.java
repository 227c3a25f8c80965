package graft.core.trace;

import graft.api.Kind;
import graft.api.TargetRange;
import graft.api.TensorType;
import graft.api.run.Summary;
import graft.core.compile.Computation;
import java.util.List;
import java.util.Map;

/**
 * A model traced for all its uses, from one generation of the registry.
 *
 * <p>Labels of inputs beside the states: each feature and target column by {@code column:NAME}
 * (batch, …), {@code weight} f32 (batch) — sample weight × class weight, 0 for padding —, {@code
 * example} i64 (batch) — index of each example in the epoch. The open size is {@code batch}.
 *
 * @param step forward, backward, update; updates states of all roles; outputs {@code loss} (scalar
 *     f32: this batch's) and {@code gradient_norm}; guard: loss, gradient norm, rate and new
 *     weights are finite
 * @param evaluate forward in inference mode; updates TOTALs only
 * @param results no data inputs; outputs {@code loss} and {@code metric:NAME} from the TOTALs
 * @param predict outputs {@code output:NAME} (batch, …)
 * @param states all states, in a fixed order
 * @param inputs the labels and types of the data inputs of {@code step}
 * @param types kind and type name → generation of every plug-in used
 * @param classes the names of the target's classes by metric, where the data know them
 * @param targets what losses and metrics take of target columns
 * @param spec the model file with every layer's name written in, as JSON values
 */
public record TracedModel(
    Computation step,
    Computation evaluate,
    Computation results,
    Computation predict,
    List<StateTensor> states,
    Map<String, TensorType> inputs,
    Map<TypeKey, Long> types,
    Map<String, List<String>> classes,
    List<TargetCheck> targets,
    Map<String, Object> spec,
    Summary summary) {

  /** A plug-in's place in the registry. */
  public record TypeKey(Kind kind, String type) {}

  /**
   * What a loss or a metric takes.
   *
   * @param by the loss or the metric, for messages
   */
  public record TargetCheck(String column, String by, TargetRange range) {}

  public TracedModel {
    states = List.copyOf(states);
    targets = List.copyOf(targets);
  }
}
