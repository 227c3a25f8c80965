package graft.layers.regularizer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Regularizer;
import graft.api.RegularizerType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code l2·Σ w²}, as in Keras (many papers have ½ in front). */
@Component
@RegularizerType("l2")
@Doc(
    value = "penalty on the sum of squares",
    formula = "l2·Σ w²",
    shapes = "any → scalar",
    source = "as Keras' L2")
public final class L2 implements Regularizer<L2.Config> {
  public record Config(@Default("0.01") @Range(min = 0) double l2) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    return param.square().sum().multiply(c.l2());
  }
}
