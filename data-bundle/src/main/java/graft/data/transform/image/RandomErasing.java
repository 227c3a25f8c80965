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
 * Cutout: with a probability, puts one value in place of a rectangle whose centre is uniform over
 * the image, cut at its edges; area and ratio of its sides are drawn uniformly. With scale and
 * aspect_ratio of one number each, it is the square of fixed size of Cutout.
 */
@Component
@TransformType("random_erasing")
@Doc(
    value = "Augmentation: cutout, a random rectangle of images becomes one value",
    formula = "y = fill_value in a box of area s·height·width and width / height = r, else x",
    shapes = "x (height, width, channels) → y the same",
    source = "DeVries, Taylor 2017, arXiv:1708.04552; Zhong et al. 2017, arXiv:1708.04896; Keras")
public final class RandomErasing implements Transform<RandomErasing.Config> {
  /** How often, how large, and which columns. */
  public record Config(
      @Default("1") @Range(min = 0, max = 1) @Doc("probability that an image is changed")
          double rate,
      @Default("[0.02, 0.33]")
          @Range(min = 0, max = 1)
          @Doc("area of the box as a part of the image: [low, high], or one number")
          List<Double> scale,
      @Default("[0.3, 3.3]")
          @Range(min = 0, minExclusive = true)
          @Doc("width / height of the box: [low, high], or one number")
          List<Double> aspectRatio,
      @Default("0") @Doc("the value in the box") double fillValue,
      @Default("[]") @Doc("columns; all features that are images if empty") List<String> columns) {
    public Config {
      Factor.range("scale", scale);
      Factor.range("aspect_ratio", aspectRatio);
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
    Factor scale = Factor.range("scale", config.scale());
    Factor ratio = Factor.range("aspect_ratio", config.aspectRatio());
    return Image.mapper(
        schema,
        Columns.images(config.columns(), schema),
        (from, to, random) -> {
          to.copy(from);
          if (random.nextDouble() < config.rate()) {
            double area = scale.draw(random) * from.height * from.width;
            double aspect = ratio.draw(random);
            double height = Math.sqrt(area / aspect);
            Box box = Box.around(from.height, from.width, height, height * aspect, random);
            box.fill(to, (float) config.fillValue());
          }
        });
  }
}
