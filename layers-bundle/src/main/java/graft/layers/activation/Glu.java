package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.ShapeException;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = a·sigmoid(b)}, a and b the halves of x along an axis: a gate. x (…, 2·n) → y (…, n),
 * so that the axis is half as long afterwards. Dauphin, Fan, Auli, Grangier 2016, arXiv 1612.08083.
 */
@Component
@ActivationType("glu")
@Doc(
    value = "one half of x, gated by the other",
    formula = "y = a·sigmoid(b), x = (a, b)",
    shapes = "x (…, 2·n) → y (…, n)",
    source = "Dauphin et al. 2016, arXiv 1612.08083")
public final class Glu implements Activation<Glu.Config> {
  public record Config(@Default("-1") @Doc("is halved") int axis) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    Dim half = x.shape().dim(c.axis()).floorDiv(2);
    if (!half.times(2).equals(x.shape().dim(c.axis()))) {
      throw new ShapeException(
          "glu halves axis " + c.axis() + ", which must be even, got " + x.shape(),
          "give the layer before it twice the units");
    }
    Tensor gate = x.slice(c.axis(), half, half).sigmoid();
    return x.slice(c.axis(), Dim.ZERO, half).multiply(gate);
  }
}
