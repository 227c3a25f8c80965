package graft.data.transform.image;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Images to a size: {@code y[i, j] = x[(i + ½)·h / height − ½, (j + ½)·w / width − ½]}, with the
 * centres of pixels as in Keras and PyTorch; beyond the edge the edge's value. Not smoothed when
 * made smaller.
 */
@Component
@TransformType("resizing")
@Doc(
    value = "Images to a size, by bilinear interpolation or the nearest pixel",
    formula = "y[i, j] = x[(i + 1/2)·h / height − 1/2, (j + 1/2)·w / width − 1/2]",
    shapes = "x (h, w, channels) → y (height, width, channels)",
    source = "Keras Resizing(antialias=False)")
public final class Resizing implements Transform<Resizing.Config> {
  /** The size, and which columns. */
  public record Config(
      @Range(min = 1, max = 65_536) @Doc("rows of pixels") int height,
      @Range(min = 1, max = 65_536) @Doc("pixels of a row") int width,
      @Default("bilinear") Interpolation interpolation,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    return Columns.replace(
        schema,
        Columns.images(config.columns(), schema),
        c -> {
          List<Integer> shape = List.of(config.height(), config.width(), c.shape().get(2));
          return new Column(c.name(), c.role(), c.dtype(), shape, c.classes());
        });
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    Warp warp = new Warp(config.interpolation(), FillMode.NEAREST, 0);
    return Image.mapper(
        schema,
        schema(config, schema),
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          double high = from.height / (double) to.height;
          double wide = from.width / (double) to.width;
          warp.apply(from, to, high, 0, 0.5 * high - 0.5, 0, wide, 0.5 * wide - 0.5);
        });
  }
}
