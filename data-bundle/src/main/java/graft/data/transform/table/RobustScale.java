package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import graft.data.transform.FeatureFit;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Each feature by its median and the distance of two quantiles of the training data, which outliers
 * do not move: {@code y = (x − median) / (q_high − q_low)}, for each index of the last axis. Where
 * the quantiles are equal, x is only centred. Missing values (NaN) do not count and stay missing.
 */
@Component
@TransformType("robust_scale")
@Doc(
    value = "Features by median and interquartile range, which outliers do not move",
    formula = "y = (x − median) / (q_high − q_low), for each index of the last axis",
    shapes = "x (…, features) → y (…, features)",
    source =
        "scikit-learn RobustScaler; quantiles exact up to 262,144 values of a feature, of more"
            + " those of a uniform sample of that many")
public final class RobustScale implements Transform<RobustScale.Config> {
  /** The quantiles, and which columns. */
  public record Config(
      @Default("[25, 75]") @Range(min = 0, max = 100) @Doc("the two quantiles, in percent")
          List<Double> quantileRange,
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {
    public Config {
      if (quantileRange.size() != 2 || !(quantileRange.get(0) < quantileRange.get(1))) {
        throw new ConfigException(
            "quantile_range: expected [low, high] with low < high, got " + quantileRange, "");
      }
    }
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.floating(config.columns(), schema);
    return schema;
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    double low = config.quantileRange().get(0) / 100;
    double high = config.quantileRange().get(1) / 100;
    return new FeatureFit(
        schema,
        Columns.floating(config.columns(), schema),
        () -> {
          Quantiles quantiles = new Quantiles();
          return FeatureFit.Learner.of(
              quantiles::accept,
              () -> {
                double[] at = quantiles.at(low, 0.5, high);
                return Map.of("median", at[1], "span", at[2] - at[0]);
              });
        });
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.floating(config.columns(), schema);
    return Scaling.mapper(schema, chosen, statistics, "median", "span", 1, 0);
  }
}
