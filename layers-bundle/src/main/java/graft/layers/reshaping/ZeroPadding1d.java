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
 * Adds zeros before and after sequences, {@code y[b, i+before, c] = x[b,i,c], else 0}. x (batch,
 * steps, channels) → y (batch, steps + before + after, channels). As Keras' ZeroPadding1D.
 */
@Component
@LayerType("zero_padding1d")
@Doc(
    value = "adds zeros before and after sequences",
    formula = "y[b, i+before, c] = x[b,i,c], else 0",
    shapes = "x (batch, steps, channels) → y (batch, steps + before + after, channels)",
    source = "as Keras' ZeroPadding1D")
public final class ZeroPadding1d implements Layer<ZeroPadding1d.Config> {
  public record Config(
      @Default("[1]") @Range(min = 0) @Doc("n, or [before, after]") List<Integer> padding) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.sequences(x);
    return Border.of("padding", c.padding()).pad(x, 1);
  }
}
