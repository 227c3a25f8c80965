package graft.core.compile;

import graft.api.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be compiled to one program: named results, next values of state, and the condition
 * under which state moves.
 *
 * @param outputs port name → value
 * @param updates label of a state's {@link graft.api.Op.Input} → its next value
 * @param guard a scalar bool; if it is false at run time, no state changes
 * @param origins node → path of the layer that made it, for messages; nodes may be missing
 */
public record Computation(
    Map<String, Tensor> outputs,
    Map<String, Tensor> updates,
    Optional<Tensor> guard,
    Map<Tensor, String> origins) {
  public Computation {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    IdentityHashMap<Tensor, String> copy = new IdentityHashMap<>(origins);
    origins = Collections.unmodifiableMap(copy);
  }
}
