package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The activation {@code relu} as a layer: {@code y = min(max(x, 0), max_value)}, with a slope below
 * the threshold if asked for. x (batch, …) → y of the same shape. As Keras' ReLU layer.
 */
@Component
@LayerType("relu")
@Doc(
    value = "x where x > 0, else 0, as a layer",
    formula = "y = x for x > threshold (at most max_value), else negative_slope·(x − threshold)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' ReLU")
public final class ReluLayer implements Layer<ReluLayer.Config> {
  public record Config(
      Optional<Double> maxValue,
      @Default("0") @Range(min = 0) double negativeSlope,
      @Default("0") double threshold) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Spec relu =
        Spec.of("relu").with("negative_slope", c.negativeSlope()).with("threshold", c.threshold());
    Spec capped = c.maxValue().map(max -> relu.with("max_value", max)).orElse(relu);
    return scope.activation(capped, x);
  }
}
