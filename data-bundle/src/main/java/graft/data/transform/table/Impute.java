package graft.data.transform.table;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Missing values by a value: NaN of floating numbers, for each index of the last axis, and the
 * empty text of columns of text. Mean, median and the most frequent value (of equally frequent ones
 * the least) are those of the training data. Labels are never made up.
 */
@Component
@TransformType("impute")
@Doc(
    value = "Missing values (NaN, empty text) by mean, median, most frequent or a constant",
    formula = "y = x, where missing the mean, median, most frequent value or constant",
    shapes = "x (…, features) → y (…, features)",
    source = "scikit-learn SimpleImputer; the median as robust_scale's")
public final class Impute implements Transform<Impute.Config> {
  /** What takes the place of a missing value. */
  public enum Strategy {
    MEAN,
    MEDIAN,
    MOST_FREQUENT,
    CONSTANT
  }

  /** How, and which columns. */
  public record Config(
      @Default("mean") @Doc("mean and median are of numbers; the others of text too")
          Strategy strategy,
      @Default("0") @Doc("the number of strategy constant") double fillValue,
      @Default("missing") @Doc("the text of strategy constant") String fillText,
      @Default("[]") @Doc("columns; all fitting features if empty") List<String> columns) {}

  private static List<Integer> chosen(Config config, Schema schema) {
    boolean texts =
        EnumSet.of(Strategy.MOST_FREQUENT, Strategy.CONSTANT).contains(config.strategy());
    return Columns.choose(
        config.columns(),
        schema,
        column ->
            column.role() == Column.Role.FEATURE
                && (column.dtype().isFloating() || (texts && column.dtype() == DType.STRING)),
        "a feature of floating numbers" + (texts ? " or text" : ""));
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    chosen(config, schema);
    return schema;
  }

  @Override
  public @Nullable Fit fit(Config config, Schema schema) {
    return config.strategy() == Strategy.CONSTANT
        ? null
        : new FillFit(config.strategy(), schema, chosen(config, schema));
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = chosen(config, schema);
    Filling filling = new Filling(config, schema, chosen, statistics);
    return new ColumnMapper(schema, chosen, filling);
  }
}
