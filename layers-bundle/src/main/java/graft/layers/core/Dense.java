package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Fully connected layer, {@code y = activation(x·kernel + bias)}. x (batch, …, in) → y (batch, …,
 * units); kernel (in, units), bias (units).
 *
 * <p>Kernel by Glorot's uniform rule and bias 0, as Keras' Dense (PyTorch draws both from ±1/√in).
 */
@Component
@LayerType("dense")
@Doc(
    value = "a fully connected layer",
    formula = "y = activation(x·kernel + bias)",
    shapes = "x (batch, …, in) → y (batch, …, units)",
    source = "as Keras' Dense")
public final class Dense implements Layer<Dense.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of the output's last axis") int units,
      @Default("linear") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Shape shape = Shape.of(x.shape().last(), c.units());
    Tensor y = x.matmul(scope.param("kernel", shape, Spec.of("glorot_uniform")));
    if (c.useBias()) {
      y = y.add(scope.param("bias", Shape.of(c.units()), Spec.of("zeros")));
    }
    return scope.activation(c.activation(), y);
  }
}
