package graft.layers.regularization;

import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.layers.common.Noise;
import org.osgi.service.component.annotations.Component;

/**
 * Dropout of whole channels: in training {@code y = x·m}, where m (batch, 1, 1, channels) is 0 with
 * probability {@code rate}, else {@code 1/(1 − rate)}; in prediction y = x. x (batch, height,
 * width, channels) → y of the same shape. Neighbours are alike, so that dropping elements alone
 * would only lower the learning rate: Tompson et al. 2015, arXiv 1411.4280, section 3.2.
 */
@Component
@LayerType("spatial_dropout2d")
@Doc(
    value = "in training drops whole channels at random and scales up the others",
    formula = "y = x·m, m = 0 with probability rate, else 1/(1 − rate), for each channel",
    shapes = "x (batch, height, width, channels) → y of the same shape",
    source = "Tompson et al. 2015, arXiv 1411.4280; as Keras' SpatialDropout2D")
public final class SpatialDropout2d implements Layer<SpatialDropout2d.Config> {
  public record Config(
      @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of channels that become 0")
          double rate) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 4) {
      throw new ShapeException("needs (batch, height, width, channels), got " + x.shape(), "");
    }
    if (!scope.training() || c.rate() == 0) {
      return x;
    }
    Shape channels = Shape.of(x.shape().dim(0), 1, 1, x.shape().last());
    TensorType type = new TensorType(x.dtype(), channels);
    return x.multiply(Noise.dropFactors(scope.random(), type, c.rate()));
  }
}
