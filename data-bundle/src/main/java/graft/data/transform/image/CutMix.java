package graft.data.transform.image;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Batch;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;

/**
 * Puts a box of another image of the batch into each image, and mixes the targets by area: {@code
 * y_i = x_π(i)} in the box, else x_i; {@code target_i = λ_i·t_i + (1 − λ_i)·t_π(i)}, where 1 − λ_i
 * is the box's part of the image. Its size is from Beta(alpha, alpha), its centre uniform, and it
 * is cut at the edges. Targets must be f32: of classes one-hot vectors.
 *
 * <p>Longer than a catalogue class should be, since a box is cut, placed and weighed here.
 */
@Component
@TransformType("cut_mix")
@Doc(
    value = "Augmentation: a box of another image in each image, targets mixed by area",
    formula = "y_i = x_π(i) in a box, else x_i; target_i = λ_i·t_i + (1 − λ_i)·t_π(i)",
    shapes = "x (height, width, channels), target f32 (…) → the same",
    source = "Yun et al. 2019, arXiv:1905.04899; Keras CutMix")
public final class CutMix implements Transform<CutMix.Config> {
  /** How strongly, and which column. */
  public record Config(
      @Default("1") @Range(min = 0.01, max = 100) @Doc("both parameters of the Beta distribution")
          double alpha,
      @Default("[]") @Doc("the column of images; the only one if empty") List<String> columns) {}

  private static List<Integer> image(Config config, Schema schema) {
    List<Integer> images = Columns.images(config.columns(), schema);
    if (images.size() != 1) {
      throw new ConfigException("one column of images is needed, got " + images.size(), "");
    }
    return images;
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    Partners.check(schema, image(config, schema));
    return schema;
  }

  @Override
  public boolean trainingOnly() {
    return true;
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    Partners partners = new Partners(schema, image(config, schema), config.alpha());
    return partners.mapper(
        schema,
        (batch, examples, weights, random) -> {
          String name = partners.features().get(0);
          float[] copies = partners.copy(batch, name, examples);
          int column = batch.schema().index(name);
          for (int i = 0; i < examples; i++) {
            weights[i] = paste(partners, batch, column, i, copies, random);
          }
        });
  }

  private static double paste(
      Partners partners,
      Batch batch,
      int column,
      int example,
      float[] copies,
      RandomGenerator random) {
    List<Integer> shape = batch.schema().columns().get(column).shape();
    double side = Math.sqrt(1 - partners.beta(random));
    int height = shape.get(0);
    int width = shape.get(1);
    Box box = Box.around(height, width, side * height, side * width, random);
    int own = example * batch.elements(column);
    int other = partners.of(example) * batch.elements(column);
    box.paste(copies, other, (float[]) batch.array(column), own, width, shape.get(2));
    return 1 - box.area() / (double) (height * width);
  }
}
