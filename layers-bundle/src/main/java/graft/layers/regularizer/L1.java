package graft.layers.regularizer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Regularizer;
import graft.api.RegularizerType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code l1·Σ |w|}, as in Keras; its gradient at 0 is 0. */
@Component
@RegularizerType("l1")
@Doc(
    value = "penalty on the sum of magnitudes",
    formula = "l1·Σ |w|",
    shapes = "any → scalar",
    source = "as Keras' L1")
public final class L1 implements Regularizer<L1.Config> {
  public record Config(@Default("0.01") @Range(min = 0) double l1) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    return param.abs().sum().multiply(c.l1());
  }
}
