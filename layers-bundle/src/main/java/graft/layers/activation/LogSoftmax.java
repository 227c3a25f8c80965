package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x − m − log Σ exp(x − m)} along an axis, m being the greatest: the stable logarithm of
 * softmax.
 */
@Component
@ActivationType("log_softmax")
@Doc(
    value = "x − log Σ exp(x) along an axis",
    formula = "y = x − log Σ exp(x) along axis",
    shapes = "x (…) → y (…)",
    source = "as Keras' log_softmax")
public final class LogSoftmax implements Activation<LogSoftmax.Config> {
  public record Config(@Default("-1") int axis) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    int axis = x.shape().axis(c.axis());
    Tensor shifted = x.subtract(x.max(axis).stopGradient().like(x, axis));
    return shifted.subtract(shifted.exp().sum(axis).log().like(x, axis));
  }
}
