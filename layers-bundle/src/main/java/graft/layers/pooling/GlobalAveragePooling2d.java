package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import graft.layers.common.Layout;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of each channel of an image, {@code y[b,c] = mean over i, j of x[b,i,j,c]}. x (batch,
 * height, width, channels) → y (batch, channels), with keepdims (batch, 1, 1, channels). As Keras'
 * GlobalAveragePooling2D.
 */
@Component
@LayerType("global_average_pooling2d")
@Doc(
    value = "the mean of each channel of an image",
    formula = "y[b,c] = mean over i, j of x[b,i,j,c]",
    shapes =
        "x (batch, height, width, channels) → y (batch, channels), with keepdims (batch, 1, 1,"
            + " channels)",
    source = "as Keras' GlobalAveragePooling2D")
public final class GlobalAveragePooling2d implements Layer<GlobalAveragePooling2d.Config> {
  public record Config(
      @Default("false") @Doc("keeps height and width of size 1") boolean keepdims) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    return Pooling.kept(x.mean(1, 2), c.keepdims(), 2);
  }
}
