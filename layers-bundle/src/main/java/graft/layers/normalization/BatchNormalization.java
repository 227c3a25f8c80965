package graft.layers.normalization;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.layers.common.Masked;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Normalises each channel, {@code y = gamma·(x − mean)/√(variance + epsilon) + beta}. In training
 * mean and (biased) variance are those of the batch, over all axes but {@code axis}, weighted by
 * the mask if there is one; in prediction, and when frozen, they are moving averages, {@code moving
 * = momentum·moving + (1 − momentum)·batch}. x (batch, …, channels) → y of the same shape.
 *
 * <p>Ioffe and Szegedy 2015, arXiv 1502.03167, with Keras' numbers: momentum .99 weighs the old
 * value (PyTorch: .1 the new one), epsilon 1e-3 (1e-5), and the moving variance is the biased one
 * (unbiased).
 */
@Component
@LayerType("batch_normalization")
@Doc(
    value = "gives each channel mean 0 and variance 1 over the batch, then scales and shifts",
    formula = "y = gamma·(x − mean)/√(variance + epsilon) + beta",
    shapes = "x (batch, …, channels) → y (batch, …, channels)",
    source = "arXiv 1502.03167, as Keras' BatchNormalization")
public final class BatchNormalization implements Layer<BatchNormalization.Config> {
  public record Config(
      @Default("-1") @Doc("the axis of channels") int axis,
      @Default("0.99") @Range(min = 0, max = 1) @Doc("weight of the old average") double momentum,
      @Default("0.001") @Range(min = 0) double epsilon,
      @Default("true") @Doc("adds a learned beta") boolean center,
      @Default("true") @Doc("multiplies by a learned gamma") boolean scale) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int axis = x.shape().axis(c.axis());
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != axis).toArray();
    Shape channels = Shape.of(x.shape().size(axis));
    TensorType type = new TensorType(scope.dtype(), channels);
    Tensor mean = scope.state("moving_mean", type, Spec.of("zeros"));
    Tensor variance = scope.state("moving_variance", type, Spec.of("ones"));
    if (scope.training()) {
      Optional<Tensor> mask = scope.mask(x);
      Tensor movingMean = mean;
      Tensor movingVariance = variance;
      mean = Masked.mean(x, mask, others);
      variance = Masked.mean(x.subtract(mean.like(x, others)).square(), mask, others);
      scope.update("moving_mean", average(movingMean, mean, c.momentum()));
      scope.update("moving_variance", average(movingVariance, variance, c.momentum()));
    }
    Tensor factor = variance.add(c.epsilon()).rsqrt();
    if (c.scale()) {
      factor = factor.multiply(scope.param("gamma", channels, Spec.of("ones")));
    }
    Tensor y = x.subtract(mean.like(x, others)).multiply(factor.like(x, others));
    return c.center() ? y.add(scope.param("beta", channels, Spec.of("zeros")).like(x, others)) : y;
  }

  private static Tensor average(Tensor old, Tensor batch, double momentum) {
    return old.multiply(momentum).add(batch.multiply(1 - momentum));
  }
}
