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
 * Raises or lowers the contrast of images at random: {@code y = clip((x − mean)·(1 + δ) + mean)},
 * the mean of each channel of the image, δ uniform from the factor.
 */
@Component
@TransformType("random_contrast")
@Doc(
    value = "Augmentation: raises or lowers the contrast of images",
    formula = "y = clip((x − mean)·(1 + δ) + mean), mean of each channel, δ uniform from factor",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomContrast, with values from 0 to 1")
public final class RandomContrast implements Transform<RandomContrast.Config> {
  /** How much, and which columns. */
  public record Config(
      @Range(min = -1) @Doc("change of the contrast: [low, high], or f for [−f, f]")
          List<Double> factor,
      @Default("[0, 1]") @Doc("least and greatest value; results are cut to it")
          List<Double> valueRange,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {
    public Config {
      Factor.of("factor", factor);
      Factor.of("value_range", valueRange);
    }
  }

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
    Factor factor = Factor.of("factor", config.factor());
    Factor range = Factor.of("value_range", config.valueRange());
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          float contrast = (float) (1 + factor.draw(random));
          for (int c = 0; c < from.channels; c++) {
            channel(from, to, c, contrast, range);
          }
        });
  }

  private static void channel(Image from, Image to, int channel, float contrast, Factor range) {
    float low = (float) range.low();
    float high = (float) range.high();
    float[] x = from.values;
    int end = from.offset + from.size();
    double sum = 0;
    for (int i = from.offset + channel; i < end; i += from.channels) {
      sum += x[i];
    }
    float mean = (float) (sum / (from.height * from.width));
    int shift = to.offset - from.offset;
    for (int i = from.offset + channel; i < end; i += from.channels) {
      to.values[i + shift] = Math.min(high, Math.max(low, (x[i] - mean) * contrast + mean));
    }
  }
}
