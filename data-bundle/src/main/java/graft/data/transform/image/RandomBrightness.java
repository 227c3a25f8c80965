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
 * Makes images brighter or darker at random: {@code y = clip(x + δ·(high − low))} within the value
 * range [low, high], δ uniform from the factor, one for an image.
 */
@Component
@TransformType("random_brightness")
@Doc(
    value = "Augmentation: makes images brighter or darker",
    formula = "y = clip(x + δ·(high − low), low, high), δ uniform from factor",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomBrightness, with values from 0 to 1")
public final class RandomBrightness implements Transform<RandomBrightness.Config> {
  /** How much, and which columns. */
  public record Config(
      @Doc("part of the value range: [low, high], or f for [−f, f]") List<Double> factor,
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
    float low = (float) range.low();
    float high = (float) range.high();
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          float delta = (float) (factor.draw(random) * (range.high() - range.low()));
          for (int i = 0; i < from.size(); i++) {
            float y = from.values[from.offset + i] + delta;
            to.values[to.offset + i] = Math.min(high, Math.max(low, y));
          }
        });
  }
}
