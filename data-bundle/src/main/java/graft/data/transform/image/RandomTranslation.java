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
 * Shifts images at random: {@code y[i, j] = x[i − δ_h·height, j − δ_w·width]}, δ uniform from the
 * factors; between pixels by interpolation.
 */
@Component
@TransformType("random_translation")
@Doc(
    value = "Augmentation: shifts images by a part of their size",
    formula = "y[i, j] = x[i − δ_h·height, j − δ_w·width], δ uniform in [low, high]",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomTranslation")
public final class RandomTranslation implements Transform<RandomTranslation.Config> {
  /** How far, and what comes in from outside. */
  public record Config(
      @Doc("down (up if negative), as a part of the height: [low, high], or f for [−f, f]")
          List<Double> heightFactor,
      @Doc("to the right, as a part of the width: [low, high], or f for [−f, f]")
          List<Double> widthFactor,
      @Default("reflect") @Doc("what lies outside: reflect, wrap, nearest (the edge), constant")
          FillMode fillMode,
      @Default("bilinear") Interpolation interpolation,
      @Default("0") @Doc("outside, with fill_mode constant") double fillValue,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {
    public Config {
      Factor.of("height_factor", heightFactor);
      Factor.of("width_factor", widthFactor);
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
    Warp warp = new Warp(config.interpolation(), config.fillMode(), config.fillValue());
    Factor down = Factor.of("height_factor", config.heightFactor());
    Factor right = Factor.of("width_factor", config.widthFactor());
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) ->
            warp.apply(
                from,
                to,
                1,
                0,
                -down.draw(random) * from.height,
                0,
                1,
                -right.draw(random) * from.width));
  }
}
