package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** A projection of a parameter after each update. */
@ConsumerType
public interface Constraint<C> {
  Tensor apply(C config, Tensor param);
}
