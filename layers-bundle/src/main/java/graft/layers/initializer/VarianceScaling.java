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

/**
 * Random numbers of variance {@code scale/n}, n the fan in, the fan out or their mean: the rule of
 * which glorot, he and lecun are cases. As Keras' VarianceScaling.
 */
@Component
@InitializerType("variance_scaling")
@Doc(
    value = "random, variance by the size of the kernel",
    formula = "variance = scale/n, n = fan in, fan out or their mean",
    source = "as Keras' VarianceScaling")
public final class VarianceScaling implements Initializer<VarianceScaling.Config> {
  /** What n is. */
  public enum Mode {
    FAN_IN,
    FAN_OUT,
    FAN_AVG
  }

  /** How the numbers are spread. */
  public enum Distribution {
    TRUNCATED_NORMAL,
    UNTRUNCATED_NORMAL,
    UNIFORM
  }

  public record Config(
      @Default("1") @Range(min = 0, minExclusive = true) double scale,
      @Default("fan_in") Mode mode,
      @Default("truncated_normal") Distribution distribution) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    Fans fans = Fans.of(type.shape());
    double n =
        switch (c.mode()) {
          case FAN_IN -> fans.in();
          case FAN_OUT -> fans.out();
          case FAN_AVG -> (fans.in() + fans.out()) / 2;
        };
    double deviation = Math.sqrt(c.scale() / n);
    return switch (c.distribution()) {
      case TRUNCATED_NORMAL ->
          TruncatedNormal.standard(type, random).multiply(deviation / TruncatedNormal.DEVIATION);
      case UNTRUNCATED_NORMAL -> random.normal(type).multiply(deviation);
      case UNIFORM ->
          random.uniform(type).multiply(2).subtract(1).multiply(Math.sqrt(3) * deviation);
    };
  }
}
