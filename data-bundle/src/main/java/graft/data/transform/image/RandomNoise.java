package graft.data.transform.image;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Adds noise to numbers: {@code y = x + n}, n normal with mean 0, one for each element. */
@Component
@TransformType("random_noise")
@Doc(
    value = "Augmentation: adds normal noise",
    formula = "y = x + n, n normal with mean 0 and deviation stddev",
    shapes = "x (…) → y (…)",
    source = "Keras GaussianNoise, on the host")
public final class RandomNoise implements Transform<RandomNoise.Config> {
  /** How much, and which columns. */
  public record Config(
      @Range(min = 0) @Doc("standard deviation of the noise") double stddev,
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.floating(config.columns(), schema);
    return schema;
  }

  @Override
  public boolean trainingOnly() {
    return true;
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new ColumnMapper(
        schema,
        Columns.floating(config.columns(), schema),
        (from, to, column, random) -> {
          for (int e = 0; e < from.elements(column); e++) {
            double noise = config.stddev() * random.nextGaussian();
            to.set(column, e, from.get(column, e) + noise);
          }
        });
  }
}
