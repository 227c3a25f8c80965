package graft.layers.constraint;

import graft.api.Constraint;
import graft.api.ConstraintType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code w·min(n, max_value)/(n + 1e-7)}, n = √Σ w² over {@code axis}: nothing is longer than
 * max_value. Axis 0 of a dense kernel are the weights into one unit; of a conv2d kernel take [0, 1,
 * 2]. As in Keras.
 */
@Component
@ConstraintType("max_norm")
@Doc(
    value = "scales down what is longer than max_value",
    formula = "w·min(n, max_value)/(n + 1e-7), n = √Σ w² over axis",
    source = "Srivastava et al. 2014, JMLR 15:1929, section 5.1; as Keras' MaxNorm")
public final class MaxNorm implements Constraint<MaxNorm.Config> {
  public record Config(
      @Default("2") @Range(min = 0) double maxValue, @Default("[0]") List<Integer> axis) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    int[] axes = Norms.axes(c.axis());
    Tensor norm = Norms.of(param, axes);
    return Norms.scaled(param, norm.minimum(c.maxValue()), norm, axes);
  }
}
