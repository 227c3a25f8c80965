package graft.data.transform.table;

import graft.api.ConfigException;
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
 * Each feature from its least and greatest training value to a range: {@code y = low + (x − min) /
 * (max − min) · (high − low)}, for each index of the last axis. Other data may lie outside. A
 * feature that never changes becomes low, its span counting as 1; missing values (NaN) stay
 * missing.
 */
@Component
@TransformType("min_max")
@Doc(
    value = "Features to a range, by the least and greatest training value",
    formula = "y = low + (x − min) / (max − min) · (high − low), for each index of the last axis",
    shapes = "x (…, features) → y (…, features)",
    source = "scikit-learn MinMaxScaler")
public final class MinMax implements Transform<MinMax.Config> {
  /** The range, and which columns. */
  public record Config(
      @Default("[0, 1]") @Doc("low and high") List<Double> range,
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {
    public Config {
      if (range.size() != 2 || !(range.get(0) < range.get(1))) {
        throw new ConfigException("range: expected [low, high] with low < high, got " + range, "");
      }
    }
  }

  private static final class Extremes implements FeatureFit.Learner {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    @Override
    public void accept(double value) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }

    @Override
    public Map<String, Object> learned() {
      boolean none = min > max;
      return Map.of("min", none ? 0.0 : min, "span", none ? 0.0 : max - min);
    }
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.floating(config.columns(), schema);
    return schema;
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    return new FeatureFit(schema, Columns.floating(config.columns(), schema), Extremes::new);
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.floating(config.columns(), schema);
    double low = config.range().get(0);
    double width = config.range().get(1) - low;
    return Scaling.mapper(schema, chosen, statistics, "min", "span", width, low);
  }
}
