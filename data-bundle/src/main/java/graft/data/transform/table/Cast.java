package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Numbers to another type. Floating numbers to integers lose their fraction (towards zero), and NaN
 * becomes 0; to bool, what is not 0 is true.
 */
@Component
@TransformType("cast")
@Doc(
    value = "Numbers to another type",
    formula = "y = dtype(x), towards zero; to bool x ≠ 0",
    shapes = "x (…) → y dtype (…)")
public final class Cast implements Transform<Cast.Config> {
  /** The type, and which columns. */
  public record Config(
      @Doc("f32, f64, i32, i64 or bool") DType dtype, @Doc("columns") List<String> columns) {
    public Config {
      if (!dtype.isNumeric()) {
        throw new ConfigException("dtype: expected f32, f64, i32, i64 or bool, got string", "");
      }
      if (columns.isEmpty()) {
        throw new ConfigException("columns: expected at least one", "");
      }
    }
  }

  private static List<Integer> chosen(Config config, Schema schema) {
    return Columns.choose(config.columns(), schema, c -> c.dtype().isNumeric(), "numbers");
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    return Columns.replace(
        schema,
        chosen(config, schema),
        c -> {
          // Names of classes are not names of elements.
          boolean keep = c.dtype().isFloating() == config.dtype().isFloating();
          List<String> classes = keep ? c.classes() : List.of();
          return new Column(c.name(), c.role(), config.dtype(), c.shape(), classes);
        });
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new ColumnMapper(
        schema,
        chosen(config, schema),
        (from, to, column, random) -> {
          for (int e = 0; e < from.elements(column); e++) {
            to.set(column, e, from.get(column, e));
          }
        });
  }
}
