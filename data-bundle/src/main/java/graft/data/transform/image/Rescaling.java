package graft.data.transform.image;

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

/** Values to another range: {@code y = x·scale + offset}. */
@Component
@TransformType("rescaling")
@Doc(
    value = "Values to another range",
    formula = "y = x·scale + offset",
    shapes = "x (…) → y (…)",
    source = "Keras Rescaling")
public final class Rescaling implements Transform<Rescaling.Config> {
  /** Factor and summand, and which columns. */
  public record Config(
      @Doc("the factor") double scale,
      @Default("0") @Doc("what is added") double offset,
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
            to.set(column, e, from.get(column, e) * config.scale() + config.offset());
          }
        });
  }
}
