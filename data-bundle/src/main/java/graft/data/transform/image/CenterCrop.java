package graft.data.transform.image;

import graft.api.ConfigException;
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

/** The middle of images: {@code y[i, j] = x[i + ⌊(h − height) / 2⌋, j + ⌊(w − width) / 2⌋]}. */
@Component
@TransformType("center_crop")
@Doc(
    value = "The middle of images",
    formula = "y[i, j] = x[i + ⌊(h − height) / 2⌋, j + ⌊(w − width) / 2⌋]",
    shapes = "x (h, w, channels) → y (height, width, channels), height ≤ h, width ≤ w",
    source = "Keras CenterCrop, which resizes smaller images; here they are an error")
public final class CenterCrop implements Transform<CenterCrop.Config> {
  /** The size, and which columns. */
  public record Config(
      @Range(min = 1) @Doc("rows of pixels") int height,
      @Range(min = 1) @Doc("pixels of a row") int width,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    return Columns.replace(
        schema,
        Columns.images(config.columns(), schema),
        c -> {
          if (c.shape().get(0) < config.height() || c.shape().get(1) < config.width()) {
            throw new ConfigException(
                "column '" + c.name() + "'",
                "its images " + c.shape() + " are smaller than the crop",
                "put resizing before it");
          }
          List<Integer> shape = List.of(config.height(), config.width(), c.shape().get(2));
          return new Column(c.name(), c.role(), c.dtype(), shape, c.classes());
        });
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return Image.mapper(
        schema,
        schema(config, schema),
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          int top = (from.height - to.height) / 2;
          int left = (from.width - to.width) / 2;
          int n = to.width * to.channels;
          for (int y = 0; y < to.height; y++) {
            System.arraycopy(from.values, from.at(y + top, left), to.values, to.at(y, 0), n);
          }
        });
  }
}
