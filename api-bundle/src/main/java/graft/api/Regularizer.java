package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** A penalty on a parameter, added to what is minimised. */
@ConsumerType
public interface Regularizer<C> {
  /** The parameter → a scalar. */
  Tensor apply(C config, Tensor param);
}
