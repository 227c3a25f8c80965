package graft.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** One time step of a recurrent layer, which scans it. */
@ConsumerType
public interface Cell<C> {
  /** The output of a step and the states after it. */
  record Step(Tensor output, List<Tensor> states) {
    public Step {
      states = List.copyOf(states);
    }
  }

  /** The shapes of the states for an input x (batch, features). */
  List<Shape> stateShapes(C config, Shape x);

  /** x (batch, features) and states → output and next states. */
  Step apply(C config, Tensor x, List<Tensor> states, Scope scope);
}
