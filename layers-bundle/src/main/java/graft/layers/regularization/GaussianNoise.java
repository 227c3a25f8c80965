package graft.layers.regularization;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * In training {@code y = x + stddev·ε} with ε standard normal, in prediction y = x. x (batch, …) →
 * y of the same shape.
 */
@Component
@LayerType("gaussian_noise")
@Doc(
    value = "in training adds normal noise",
    formula = "y = x + stddev·ε, ε ~ N(0, 1)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' GaussianNoise")
public final class GaussianNoise implements Layer<GaussianNoise.Config> {
  public record Config(@Range(min = 0) @Doc("standard deviation of the noise") double stddev) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    return scope.training() && c.stddev() > 0
        ? x.add(scope.random().normal(x.type()).multiply(c.stddev()))
        : x;
  }
}
