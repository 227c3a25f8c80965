package graft.layers.initializer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/** Uniform in [minval, maxval), by default ±0.05 as in Keras. */
@Component
@InitializerType("random_uniform")
@Doc(
    value = "uniform between two values",
    formula = "uniform in [minval, maxval)",
    source = "as Keras' RandomUniform")
public final class RandomUniform implements Initializer<RandomUniform.Config> {
  public record Config(@Default("-0.05") double minval, @Default("0.05") double maxval) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    return random.uniform(type).multiply(c.maxval() - c.minval()).add(c.minval());
  }
}
