package graft.data;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;

/**
 * A class number k to a vector f32 (classes) with 1 at k and 0 elsewhere. The number of classes is
 * configured, or known from the column's class names.
 */
@Component
@TransformType("one_hot")
@Doc("Class numbers to vectors with a 1 at the class")
public final class OneHot implements Transform<OneHot.Config> {
  /** Which column. */
  public record Config(
      @Doc("the column of class numbers") String column,
      @Range(min = 1, max = 1_000_000) @Doc("how many classes") Optional<Integer> classes) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    int index = schema.index(config.column());
    Column column = schema.columns().get(index);
    if (!column.shape().isEmpty()) {
      throw new ConfigException(
          "transform 'one_hot': column '" + column.name() + "'",
          "single class numbers are needed, got shape " + column.shape(),
          "");
    }
    int classes = classes(config, column);
    List<Column> columns = new ArrayList<>(schema.columns());
    columns.set(
        index,
        new Column(column.name(), column.role(), DType.F32, List.of(classes), column.classes()));
    return new Schema(columns);
  }

  private static int classes(Config config, Column column) {
    if (config.classes().isPresent()) {
      return config.classes().get();
    }
    if (column.classes().isEmpty()) {
      throw new ConfigException(
          "transform 'one_hot': column '" + column.name() + "'",
          "the number of classes is not known",
          "say how many: \"classes\": 10");
    }
    return column.classes().size();
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    int index = schema.index(config.column());
    int classes = classes(config, schema.columns().get(index));
    int columns = schema.columns().size();
    return new Mapper() {
      @Override
      public void apply(Row from, Row to, RandomGenerator random) {
        for (int i = 0; i < columns; i++) {
          if (i != index) {
            Copies.column(from, i, to, i);
          }
        }
        double value = from.get(index, 0);
        if (value != Math.rint(value) || value < 0 || value >= classes) {
          throw new DataException(
              "transform 'one_hot': column '" + config.column() + "'",
              "expected a class from 0 to " + (classes - 1) + ", got " + value,
              "");
        }
        float[] target = (float[]) to.array(index);
        Arrays.fill(target, to.offset(index), to.offset(index) + classes, 0);
        target[to.offset(index) + (int) value] = 1;
      }
    };
  }
}
