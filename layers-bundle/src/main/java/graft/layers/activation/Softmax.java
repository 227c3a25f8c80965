package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code y = exp(x − m) / Σ exp(x − m)} along an axis, m being the greatest: positive, sum 1. */
@Component
@ActivationType("softmax")
@Doc(
    value = "exp(x) / Σ exp(x) along an axis",
    formula = "y = exp(x)/Σ exp(x) along axis",
    shapes = "x (…) → y (…)",
    source = "Bridle 1990; as Keras' softmax")
public final class Softmax implements Activation<Softmax.Config> {
  public record Config(@Default("-1") int axis) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    int axis = x.shape().axis(c.axis());
    Tensor e = x.subtract(x.max(axis).stopGradient().like(x, axis)).exp();
    return e.divide(e.sum(axis).like(x, axis));
  }
}
