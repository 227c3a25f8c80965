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
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Zooms images at random about their centre: {@code y[p] = x[(1 + δ)(p − centre) + centre]}, δ
 * uniform from the factors; δ above 0 zooms out, below 0 in. Between pixels by interpolation.
 */
@Component
@TransformType("random_zoom")
@Doc(
    value = "Augmentation: zooms images about their centre",
    formula = "y[p] = x[(1 + δ)(p − centre) + centre], δ uniform in [low, high]",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomZoom")
public final class RandomZoom implements Transform<RandomZoom.Config> {
  /** How much, and what comes in from outside. */
  public record Config(
      @Range(min = -1, minExclusive = true)
          @Doc("above 0 out, below 0 in: [low, high], or f for [−f, f]")
          List<Double> heightFactor,
      @Range(min = -1, minExclusive = true) @Doc("as height_factor; if left out, the same number")
          Optional<List<Double>> widthFactor,
      @Default("reflect") @Doc("what lies outside: reflect, wrap, nearest (the edge), constant")
          FillMode fillMode,
      @Default("bilinear") Interpolation interpolation,
      @Default("0") @Doc("outside, with fill_mode constant") double fillValue,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {
    public Config {
      Factor.of("height_factor", heightFactor);
      widthFactor.ifPresent(given -> Factor.of("width_factor", given));
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
    Factor high = Factor.of("height_factor", config.heightFactor());
    Optional<Factor> wide = config.widthFactor().map(given -> Factor.of("width_factor", given));
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          double scaleY = 1 + high.draw(random);
          double scaleX = wide.isEmpty() ? scaleY : 1 + wide.get().draw(random);
          double y = (from.height - 1) / 2.0;
          double x = (from.width - 1) / 2.0;
          warp.apply(from, to, scaleY, 0, y - scaleY * y, 0, scaleX, x - scaleX * x);
        });
  }
}
