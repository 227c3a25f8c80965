package graft.data.transform.table;

import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import graft.data.transform.FeatureFit;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Each feature to mean 0 and variance 1: {@code y = (x − μ) / σ}, with μ and the biased σ of the
 * training data, one for each index of the last axis (each feature of a table, each channel of an
 * image), as Keras' Normalization(axis=-1). A feature that never changes is only centred. Missing
 * values (NaN) do not count and stay missing.
 */
@Component
@TransformType("standardise")
@Doc(
    value = "Features to mean 0 and variance 1, by the training data",
    formula = "y = (x − mean) / deviation, for each index of the last axis",
    shapes = "x (…, features) → y (…, features)",
    source = "Keras Normalization(axis=-1); scikit-learn StandardScaler")
public final class Standardise implements Transform<Standardise.Config> {
  /** Which columns. */
  public record Config(
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.floating(config.columns(), schema);
    return schema;
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    return new FeatureFit(schema, Columns.floating(config.columns(), schema), Moments::new);
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.floating(config.columns(), schema);
    return Scaling.mapper(schema, chosen, statistics, "mean", "deviation", 1, 0);
  }
}
