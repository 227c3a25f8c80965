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
 * Cuts the borders off images, {@code y[b,i,j,c] = x[b, i+top, j+left, c]}. x (batch, height,
 * width, channels) → y (batch, height − top − bottom, width − left − right, channels). As Keras'
 * Cropping2D.
 */
@Component
@LayerType("cropping2d")
@Doc(
    value = "cuts the borders off images",
    formula = "y[b,i,j,c] = x[b, i+top, j+left, c]",
    shapes =
        "x (batch, height, width, channels) → y (batch, height − top − bottom, width − left −"
            + " right, channels)",
    source = "as Keras' Cropping2D")
public final class Cropping2d implements Layer<Cropping2d.Config> {
  public record Config(
      @Default("[[0, 0], [0, 0]]")
          @Range(min = 0)
          @Doc("n, [rows, columns] or [[top, bottom], [left, right]]")
          List<List<Integer>> cropping) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Layout.images(x);
    List<Border> borders = Border.ofImage("cropping", c.cropping());
    return borders.get(1).crop(borders.get(0).crop(x, 1), 2);
  }
}
