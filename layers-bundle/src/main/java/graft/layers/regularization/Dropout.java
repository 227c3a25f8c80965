package graft.layers.regularization;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * In training each element is 0 with probability {@code rate}, else {@code x/(1 − rate)}, so that
 * the mean stays; in prediction y = x. x (batch, …) → y of the same shape. Inverted dropout:
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, section 10, as in Keras.
 */
@Component
@LayerType("dropout")
@Doc(
    value = "in training zeroes elements at random and scales up the others",
    formula = "y = x/(1 − rate) with probability 1 − rate, else 0; in prediction y = x",
    shapes = "x (batch, …) → y (batch, …)",
    source = "Srivastava and others 2014, as Keras' Dropout")
public final class Dropout implements Layer<Dropout.Config> {
  public record Config(
      @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of elements that become 0")
          double rate) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (!scope.training() || c.rate() == 0) {
      return x;
    }
    Tensor kept = scope.random().uniform(x.type()).greaterEqual(constant(x, c.rate()));
    return kept.select(x.multiply(1 / (1 - c.rate())), constant(x, 0));
  }

  private static Tensor constant(Tensor like, double value) {
    return Tensor.constant(like.dtype(), value);
  }
}
