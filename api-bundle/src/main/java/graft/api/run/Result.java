package graft.api.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A loss and metrics by name, over {@code examples} examples. */
public record Result(double loss, Map<String, Double> metrics, long examples) {
  public Result {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
