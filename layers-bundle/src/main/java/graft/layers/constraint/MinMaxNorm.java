package graft.layers.constraint;

import graft.api.ConfigException;
import graft.api.Constraint;
import graft.api.ConstraintType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code w·(rate·clip(n, min_value, max_value) + (1 − rate)·n)/(n + 1e-7)}, n = √Σ w² over {@code
 * axis}: lengths go towards the range, all the way for rate 1. As Keras' MinMaxNorm; for axis see
 * {@link MaxNorm}.
 */
@Component
@ConstraintType("min_max_norm")
@Doc(
    value = "scales what is shorter than min_value or longer than max_value",
    formula = "w·(rate·clip(n, min, max) + (1 − rate)·n)/(n + 1e-7), n = √Σ w² over axis",
    source = "as Keras' MinMaxNorm")
public final class MinMaxNorm implements Constraint<MinMaxNorm.Config> {
  public record Config(
      @Default("0") @Range(min = 0) double minValue,
      @Default("1") @Range(min = 0) double maxValue,
      @Default("1") @Range(min = 0, max = 1) @Doc("share of the way in one step") double rate,
      @Default("[0]") List<Integer> axis) {
    public Config {
      if (minValue > maxValue) {
        throw new ConfigException(
            "min_value: expected at most max_value (" + maxValue + "), got " + minValue, "");
      }
    }
  }

  @Override
  public Tensor apply(Config c, Tensor param) {
    int[] axes = Norms.axes(c.axis());
    Tensor norm = Norms.of(param, axes);
    Tensor within = norm.clip(c.minValue(), c.maxValue());
    Tensor wanted = within.multiply(c.rate()).add(norm.multiply(1 - c.rate()));
    return Norms.scaled(param, wanted, norm, axes);
  }
}
