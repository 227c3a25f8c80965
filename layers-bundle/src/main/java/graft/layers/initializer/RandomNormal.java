package graft.layers.initializer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/** Normal, {@code mean + stddev·z}, by default of deviation .05 as in Keras. */
@Component
@InitializerType("random_normal")
@Doc(
    value = "normal with a mean and a standard deviation",
    formula = "mean + stddev·z",
    source = "as Keras' RandomNormal")
public final class RandomNormal implements Initializer<RandomNormal.Config> {
  public record Config(@Default("0") double mean, @Default("0.05") @Range(min = 0) double stddev) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    return random.normal(type).multiply(c.stddev()).add(c.mean());
  }
}
