package graft.data.transform.image;

import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Mirrors images at random: {@code y[i, j] = x[i, width − 1 − j]} with probability ½ (horizontal),
 * {@code y[i, j] = x[height − 1 − i, j]} with probability ½ (vertical), or both of these, each on
 * its own.
 */
@Component
@TransformType("random_flip")
@Doc(
    value = "Augmentation: mirrors images, each direction with probability 1/2",
    formula = "y[i, j] = x[i, width − 1 − j] or x[i, j]; vertically likewise",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomFlip")
public final class RandomFlip implements Transform<RandomFlip.Config> {
  /** In which direction. */
  public enum Mode {
    HORIZONTAL,
    VERTICAL,
    HORIZONTAL_AND_VERTICAL
  }

  /** The direction, and which columns. */
  public record Config(
      @Default("horizontal_and_vertical") @Doc("horizontal swaps left and right") Mode mode,
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
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) ->
            flip(
                from,
                to,
                random.nextBoolean() && config.mode() != Mode.VERTICAL,
                random.nextBoolean() && config.mode() != Mode.HORIZONTAL));
  }

  private static void flip(Image from, Image to, boolean horizontal, boolean vertical) {
    int row = from.width * from.channels;
    for (int y = 0; y < from.height; y++) {
      int source = from.at(vertical ? from.height - 1 - y : y, 0);
      int target = to.at(y, 0);
      if (!horizontal) {
        System.arraycopy(from.values, source, to.values, target, row);
        continue;
      }
      Image.reverse(from.values, source, to.values, target, from.width, from.channels);
    }
  }
}
