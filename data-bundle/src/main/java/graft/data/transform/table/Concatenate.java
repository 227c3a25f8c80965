package graft.data.transform.table;

import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Several columns of numbers to one vector f32, one after the other. Its elements keep their names:
 * those of vectors (with the column in front where two are equal), the column's name of a single
 * number.
 */
@Component
@TransformType("concatenate")
@Doc(
    value = "Several columns of numbers to one vector",
    formula = "y = [x₁; x₂; …], in the order of columns",
    shapes = "xᵢ () or (nᵢ) → y f32 (Σ nᵢ)",
    source = "Keras FeatureSpace(output_mode='concat')")
public final class Concatenate implements Transform<Concatenate.Config> {
  /** What is put together. */
  public record Config(
      @Default("[]") @Doc("columns, in order; all features of numbers and vectors if empty")
          List<String> columns,
      @Default("features") @Doc("the name of the vector") String name) {}

  private static List<Integer> chosen(Config config, Schema schema) {
    return Columns.choose(
        config.columns(),
        schema,
        c -> c.dtype().isNumeric() && c.shape().size() <= 1,
        "numbers or vectors");
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    return new Concatenation(schema, chosen(config, schema), config.name()).schema();
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new Concatenation(schema, chosen(config, schema), config.name());
  }
}
