package graft.data.transform.image;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Pads images on all sides and cuts out a window of their own size at a random place: {@code y[i,
 * j] = x[i + δ_y, j + δ_x]}, δ whole numbers from −padding to padding. Since the size stays, a
 * prediction needs no crop; for a smaller size, {@code center_crop} comes after it.
 */
@Component
@TransformType("random_crop")
@Doc(
    value = "Augmentation: pads images and cuts a window of their size at random",
    formula = "y[i, j] = x[i + δ_y, j + δ_x], δ whole, uniform in [−padding, padding]",
    shapes = "x (height, width, channels) → y the same",
    source = "He et al. 2015, arXiv:1512.03385, 4.2; torchvision RandomCrop(size, padding)")
public final class RandomCrop implements Transform<RandomCrop.Config> {
  /** The padding, and which columns. */
  public record Config(
      @Default("4") @Range(min = 1, max = 10_000) @Doc("pixels on each side") int padding,
      @Default("constant") @Doc("what lies outside: reflect, wrap, nearest (the edge), constant")
          FillMode fillMode,
      @Default("0") @Doc("outside, with fill_mode constant") double fillValue,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.images(config.columns(), schema);
    return schema;
  }

  @Override
  public boolean trainingOnly() {
    return true;
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    int places = 2 * config.padding() + 1;
    Shift shift = new Shift(config.fillMode(), (float) config.fillValue());
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) ->
            shift.apply(
                from,
                to,
                random.nextInt(places) - config.padding(),
                random.nextInt(places) - config.padding()));
  }
}
