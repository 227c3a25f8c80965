package graft.layers.attention;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Waves that tell places in a sequence apart, {@code y[t, 2i] = x[t, 2i] +
 * sin(t·max_wavelength^(−2i/ features))}, and the cosine at 2i + 1. x (batch, time, features) → y
 * of the same shape. Without {@code add} y is the waves alone, as of KerasHub's
 * SinePositionEncoding.
 */
@Component
@LayerType("sinusoidal_position_encoding")
@Doc(
    value = "adds waves that tell places in a sequence apart",
    formula = "y[t, 2i] = x[t, 2i] + sin(t·w), y[t, 2i+1] = x[t, 2i+1] + cos(t·w), w = L^(−2i/dim)",
    shapes = "x (batch, time, features) → y (batch, time, features)",
    source = "Vaswani et al. 2017, arXiv 1706.03762, 3.5; as KerasHub's SinePositionEncoding")
public final class SinusoidalPositionEncoding implements Layer<SinusoidalPositionEncoding.Config> {
  public record Config(
      @Default("10000") @Range(min = 1) @Doc("of the slowest wave, over 2π") double maxWavelength,
      @Default("true") @Doc("adds them to x; else gives them alone") boolean add) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 3) {
      throw new ShapeException("needs sequences (batch, time, features), got " + x.shape(), "");
    }
    Shape shape = x.shape().part(1, 3);
    int features = x.shape().last();
    Tensor index = Tensor.iota(DType.I32, Shape.of(features), 0);
    Tensor pair = index.divide(2).multiply(2);
    Tensor rate = pair.cast(x.dtype()).multiply(-Math.log(c.maxWavelength()) / features).exp();
    Tensor angle = Tensor.iota(x.dtype(), shape, 0).multiply(rate);
    Tensor waves = index.equal(pair).select(angle.sin(), angle.cos());
    return c.add() ? x.add(waves) : waves.broadcastTo(x.shape());
  }
}
