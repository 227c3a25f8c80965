package graft.api.run;

import graft.api.NdArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loss and metrics by name, over {@code examples} examples.
 *
 * @param metrics those that are one number
 * @param arrays those that are more, such as a confusion matrix
 * @param classes for an array whose axes are all as long as the target has classes, their names
 */
public record Result(
    double loss,
    Map<String, Double> metrics,
    Map<String, NdArray> arrays,
    Map<String, List<String>> classes,
    long examples) {
  public Result {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    classes = Map.copyOf(classes);
  }

  public Result(double loss, Map<String, Double> metrics, long examples) {
    this(loss, metrics, Map.of(), Map.of(), examples);
  }
}
