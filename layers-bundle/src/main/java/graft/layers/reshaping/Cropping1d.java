package graft.layers.reshaping;

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
 * Cuts the ends off sequences, {@code y[b,i,c] = x[b, i+before, c]}. x (batch, steps, channels) → y
 * (batch, steps − before − after, channels). As Keras' Cropping1D.
 */
@Component
@LayerType("cropping1d")
@Doc(
    value = "cuts the ends off sequences",
    formula = "y[b,i,c] = x[b, i+before, c]",
    shapes = "x (batch, steps, channels) → y (batch, steps − before − after, channels)",
    source = "as Keras' Cropping1D")
public final class Cropping1d implements Layer<Cropping1d.Config> {
  public record Config(
      @Default("[1, 1]") @Range(min = 0) @Doc("n, or [before, after]") List<Integer> cropping) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    return Border.of("cropping", c.cropping()).crop(x, 1);
  }
}
