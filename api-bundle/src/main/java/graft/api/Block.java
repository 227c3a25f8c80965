package graft.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A layer with several inputs or outputs; of kind {@code layer} as well. */
@ConsumerType
public interface Block<C> {
  /** Records the layer's graph: xs → ys. */
  List<Tensor> apply(C config, List<Tensor> xs, Scope scope);
}
