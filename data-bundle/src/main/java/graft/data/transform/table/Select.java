package graft.data.transform.table;

import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Keeps features: whole columns, or named elements of a vector (a table's numeric columns). */
@Component
@TransformType("select")
@Doc(
    value = "Keeps features: columns, or named elements of a table's vector",
    formula = "y = x without the columns and elements that are not kept",
    shapes = "features (n) → features (m), m ≤ n")
public final class Select implements Transform<Select.Config> {
  /** What to keep. */
  public record Config(
      @Doc("names of columns or of a vector's elements to keep") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    return new Selection(config.columns(), true, schema).schema();
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new Selection(config.columns(), true, schema);
  }
}
