package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** A function of a tensor without parameters, of the same shape. */
@ConsumerType
public interface Activation<C> {
  Tensor apply(C config, Tensor x);
}
