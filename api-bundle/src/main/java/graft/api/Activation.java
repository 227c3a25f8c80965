package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function of a tensor without parameters. Its result has the same shape, but for those that say
 * otherwise, as glu, which halves an axis.
 */
@ConsumerType
public interface Activation<C> {
  Tensor apply(C config, Tensor x);
}
