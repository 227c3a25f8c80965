package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import graft.layers.common.Masks;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = exp(x)/Σ exp(x)} along an axis, over what counts: masked elements get 0, the others
 * sum to 1. x (batch, …) → y of the same shape. As Keras' Softmax layer.
 */
@Component
@LayerType("softmax")
@Doc(
    value = "exp(x) / Σ exp(x) along an axis, of what is not masked",
    formula = "y = exp(x)/Σ exp(x), 0 where masked",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' Softmax")
public final class SoftmaxLayer implements Layer<SoftmaxLayer.Config> {
  /** Far below every logit, and finite: no NaN where nothing counts. */
  private static final double MASKED = -1e9;

  public record Config(@Default("-1") int axis) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Spec softmax = Spec.of("softmax").with("axis", c.axis());
    Optional<Tensor> mask = scope.mask(x);
    if (mask.isEmpty()) {
      return scope.activation(softmax, x);
    }
    Tensor open = Masks.spread(mask.get(), x).select(x, Tensor.constant(x.dtype(), MASKED));
    return Masks.zeroed(scope.activation(softmax, open), mask);
  }
}
