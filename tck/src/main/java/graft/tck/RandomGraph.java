package graft.tck;

import graft.api.Graph;
import graft.api.NdArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A graph with values for its inputs.
 *
 * @param seed what {@link RandomGraphs} made it from
 * @param sizes the open sizes
 * @param makers the names of the operations and functions that it has
 */
public record RandomGraph(
    long seed,
    Graph graph,
    Map<String, NdArray> inputs,
    Map<String, Integer> sizes,
    Set<String> makers) {
  public RandomGraph {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    sizes = Map.copyOf(sizes);
    makers = Set.copyOf(makers);
  }
}
