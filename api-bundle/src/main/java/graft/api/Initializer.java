package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** The first value of a parameter or a state. */
@ConsumerType
public interface Initializer<C> {
  Tensor apply(C config, TensorType type, Randoms random);
}
