package graft.layers;

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
@Doc("scales down what is longer than max_value")
public final class MaxNorm implements Constraint<MaxNorm.Config> {
  public record Config(
      @Default("2") @Range(min = 0) double maxValue, @Default("[0]") List<Integer> axis) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    int[] axes = c.axis().stream().mapToInt(i -> i).toArray();
    Tensor norm = param.square().sum(axes).sqrt();
    Tensor factor = norm.minimum(c.maxValue()).divide(norm.add(1e-7));
    return param.multiply(factor.like(param, axes));
  }
}
