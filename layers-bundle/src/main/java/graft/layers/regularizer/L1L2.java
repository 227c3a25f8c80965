package graft.layers.regularizer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Regularizer;
import graft.api.RegularizerType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code l1·Σ |w| + l2·Σ w²}, both factors 0 by default as in Keras; the gradient of |w| at 0 is 0.
 */
@Component
@RegularizerType("l1_l2")
@Doc(
    value = "the penalties l1 and l2 together",
    formula = "l1·Σ |w| + l2·Σ w²",
    shapes = "any → scalar",
    source = "Zou, Hastie 2005 (elastic net); as Keras' L1L2")
public final class L1L2 implements Regularizer<L1L2.Config> {
  public record Config(
      @Default("0") @Range(min = 0) double l1, @Default("0") @Range(min = 0) double l2) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    return param.abs().sum().multiply(c.l1()).add(param.square().sum().multiply(c.l2()));
  }
}
