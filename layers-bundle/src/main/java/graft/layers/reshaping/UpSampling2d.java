package graft.layers.reshaping;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import graft.layers.common.Layout;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Enlarges images by whole factors: {@code nearest} repeats pixels, {@code y[b,i,j,c] = x[b, ⌊i/s⌋,
 * ⌊j/s⌋, c]}; {@code bilinear} interpolates between the centres of pixels, the border being
 * repeated. x (batch, height, width, channels) → y (batch, height·s₀, width·s₁, channels). As
 * Keras' UpSampling2D.
 */
@Component
@LayerType("up_sampling2d")
@Doc(
    value = "enlarges images by repeating or interpolating",
    formula = "y[b,i,j,c] = x[b, ⌊i/s₀⌋, ⌊j/s₁⌋, c]",
    shapes = "x (batch, height, width, channels) → y (batch, height·s₀, width·s₁, channels)",
    source = "as Keras' UpSampling2D")
public final class UpSampling2d implements Layer<UpSampling2d.Config> {
  public record Config(
      @Default("[2, 2]") @Range(min = 1) @Doc("factors of height and width, or one for both")
          List<Integer> size,
      @Default("nearest") Interpolation interpolation) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    if (c.size().isEmpty() || c.size().size() > 2) {
      throw new ConfigException("size: expected one factor or two, got " + c.size(), "");
    }
    int rows = c.size().get(0);
    int columns = c.size().get(c.size().size() - 1);
    return switch (c.interpolation()) {
      case NEAREST -> Enlargement.nearest(Enlargement.nearest(x, 1, rows), 2, columns);
      case BILINEAR -> Enlargement.linear(Enlargement.linear(x, 1, rows), 2, columns);
    };
  }

  /** Where values between pixels come from. */
  public enum Interpolation {
    NEAREST,
    BILINEAR
  }
}
