package graft.data.transform.image;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Red, green and blue to grey: {@code y = 0.299·red + 0.587·green + 0.114·blue}. */
@Component
@TransformType("grayscale")
@Doc(
    value = "Images of red, green and blue to grey",
    formula = "y = 0.299·red + 0.587·green + 0.114·blue",
    shapes = "x (height, width, 3) → y (height, width, 1)",
    source = "ITU-R BT.601; Pillow convert('L')")
public final class Grayscale implements Transform<Grayscale.Config> {
  /** Which columns. */
  public record Config(
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    return Columns.replace(
        schema,
        Columns.images(config.columns(), schema),
        c -> {
          if (c.shape().get(2) != 3) {
            throw new ConfigException(
                "column '" + c.name() + "'",
                "expected 3 channels, got " + c.shape().get(2) + " in " + c.shape(),
                "");
          }
          List<Integer> shape = List.of(c.shape().get(0), c.shape().get(1), 1);
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
          float[] x = from.values;
          for (int i = 0, p = from.offset; i < to.size(); i++, p += 3) {
            to.values[to.offset + i] = 0.299f * x[p] + 0.587f * x[p + 1] + 0.114f * x[p + 2];
          }
        });
  }
}
