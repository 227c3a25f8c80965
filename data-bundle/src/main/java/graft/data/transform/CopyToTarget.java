package graft.data.transform;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * The target is a copy of a feature, {@code target = x}, as it is at this place among the
 * transforms: the input itself for an autoencoder; followed by noise on the feature, the clean
 * input for one that removes noise. It takes the place of the targets that the data have.
 */
@Component
@TransformType("copy_to_target")
@Doc(
    value = "The target is a copy of a feature, for autoencoders; other targets go",
    formula = "target = x",
    shapes = "x (…) → x (…), target (…)",
    source = "Vincent et al. 2008, Extracting and Composing Robust Features (the noisy variant)")
public final class CopyToTarget implements Transform<CopyToTarget.Config> {
  /** Which column, and the copy's name. */
  public record Config(
      @Doc("the feature; the only one if left out") Optional<String> column,
      @Default("target") @Doc("the name of the copy") String name) {}

  private static int copied(Config config, Schema schema) {
    List<String> named = config.column().stream().toList();
    List<Integer> chosen =
        Columns.choose(named, schema, c -> c.role() == Column.Role.FEATURE, "a feature");
    if (chosen.size() > 1) {
      throw new ConfigException(
          "column: which feature is to be the target?", "there are " + schema);
    }
    return chosen.get(0);
  }

  private static List<Integer> kept(Schema schema) {
    return IntStream.range(0, schema.columns().size())
        .filter(i -> schema.columns().get(i).role() != Column.Role.TARGET)
        .boxed()
        .toList();
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    Column x = schema.columns().get(copied(config, schema));
    List<Column> columns = new ArrayList<>();
    kept(schema).forEach(i -> columns.add(schema.columns().get(i)));
    if (columns.stream().anyMatch(column -> column.name().equals(config.name()))) {
      throw new ConfigException(
          "there is a column '" + config.name() + "' already", "give another name");
    }
    columns.add(new Column(config.name(), Column.Role.TARGET, x.dtype(), x.shape(), x.classes()));
    return new Schema(columns);
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    int copied = copied(config, schema);
    List<Integer> kept = kept(schema);
    return (from, to, random) -> {
      for (int i = 0; i < kept.size(); i++) {
        ColumnMapper.copy(from, kept.get(i), to, i);
      }
      ColumnMapper.copy(from, copied, to, kept.size());
    };
  }
}
