package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A layer with one input and one output. Implementations are stateless: what they learn and
 * remember belongs to the {@link Scope}.
 *
 * @param <C> the configuration, a record of int, long, float, double, boolean, String, enums,
 *     {@link Spec}, nested records, and Lists and Optionals of these
 */
@ConsumerType
public interface Layer<C> {
  /** Records the layer's graph: x → y. x is (batch, …). */
  Tensor apply(C config, Tensor x, Scope scope);
}
