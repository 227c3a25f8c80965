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
 * Adds zeros around images, {@code y[b, i+top, j+left, c] = x[b,i,j,c], else 0}. x (batch, height,
 * width, channels) → y (batch, height + top + bottom, width + left + right, channels). As Keras'
 * ZeroPadding2D.
 */
@Component
@LayerType("zero_padding2d")
@Doc(
    value = "adds zeros around images",
    formula = "y[b, i+top, j+left, c] = x[b,i,j,c], else 0",
    shapes =
        "x (batch, height, width, channels) → y (batch, height + top + bottom, width + left +"
            + " right, channels)",
    source = "as Keras' ZeroPadding2D")
public final class ZeroPadding2d implements Layer<ZeroPadding2d.Config> {
  public record Config(
      @Default("[[1]]") @Range(min = 0) @Doc("n, [rows, columns] or [[top, bottom], [left, right]]")
          List<List<Integer>> padding) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    List<Border> borders = Border.ofImage("padding", c.padding());
    return borders.get(1).pad(borders.get(0).pad(x, 1), 2);
  }
}
