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
 * Turns images at random about their centre, counter-clockwise by θ = 2π·δ, δ uniform from the
 * factor: {@code y[p] = x[R(θ)⁻¹ (p − centre) + centre]}; between pixels by interpolation.
 */
@Component
@TransformType("random_rotation")
@Doc(
    value = "Augmentation: turns images about their centre",
    formula = "y[p] = x[R(2πδ)⁻¹ (p − centre) + centre], δ uniform in [low, high]",
    shapes = "x (height, width, channels) → y the same",
    source = "Keras RandomRotation")
public final class RandomRotation implements Transform<RandomRotation.Config> {
  /** How far, and what comes in from outside. */
  public record Config(
      @Doc("part of a full turn, counter-clockwise: [low, high], or f for [−f, f]")
          List<Double> factor,
      @Default("reflect") @Doc("what lies outside: reflect, wrap, nearest (the edge), constant")
          FillMode fillMode,
      @Default("bilinear") Interpolation interpolation,
      @Default("0") @Doc("outside, with fill_mode constant") double fillValue,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {
    public Config {
      Factor.of("factor", factor);
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
    Factor factor = Factor.of("factor", config.factor());
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          double angle = 2 * Math.PI * factor.draw(random);
          double cos = Math.cos(angle);
          double sin = Math.sin(angle);
          double y = (from.height - 1) / 2.0;
          double x = (from.width - 1) / 2.0;
          // Rows count downwards, so counter-clockwise is (x, y) → (x cos + y sin, y cos − x sin).
          warp.apply(from, to, cos, sin, y - cos * y - sin * x, -sin, cos, x + sin * y - cos * x);
        });
  }
}
