package graft.api.run;

import graft.api.NdArray;
import graft.api.data.Dataset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Examples that a run held back, and what its model says of them.
 *
 * @param count of how many: of the first ones
 * @param examples as the source gives them, before all transforms; perhaps more than {@code count}
 * @param targets what the model should say, after the transforms, by column: (count, …)
 * @param outputs what it says, by name: (count, …)
 * @param source closes the data
 */
public record Held(
    int count,
    Dataset examples,
    Map<String, NdArray> targets,
    Map<String, NdArray> outputs,
    Runnable source)
    implements AutoCloseable {
  public Held {
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  @Override
  public void close() {
    source.run();
  }
}
