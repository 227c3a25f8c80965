package graft.data.transform.table;

import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Skewed numbers to their logarithm: {@code y = ln(1 + x)}, for x > −1. NaN stays NaN. */
@Component
@TransformType("log1p")
@Doc(
    value = "The logarithm of 1 + x, for skewed amounts and counts",
    formula = "y = ln(1 + x)",
    shapes = "x (…) → y (…)",
    source = "NumPy log1p")
public final class Log1p implements Transform<Log1p.Config> {
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
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new ColumnMapper(
        schema,
        Columns.floating(config.columns(), schema),
        (from, to, column, random) -> {
          for (int e = 0; e < from.elements(column); e++) {
            double x = from.get(column, e);
            if (x <= -1) {
              throw new DataException(
                  Columns.place(schema.columns().get(column), e),
                  "log1p needs values above −1, got " + x,
                  "");
            }
            to.set(column, e, Math.log1p(x));
          }
        });
  }
}
