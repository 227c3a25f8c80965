package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import graft.data.transform.Counts;
import graft.data.transform.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Classes to vectors: class k becomes f32 (classes) with 1 at k and 0 elsewhere. Of integers, the
 * number of classes is configured, or known from the column's class names. Of texts, the classes
 * are the training data's texts in their order; an unknown or missing (empty) text becomes zeros.
 *
 * <p>Longer than a catalogue class should be: it takes integers and texts, so that what follows
 * need not know where its classes come from.
 */
@Component
@TransformType("one_hot")
@Doc(
    value = "Class numbers or texts to vectors with a 1 at the class",
    formula = "y[k] = 1 if x is class k, else 0",
    shapes = "x i32 (…) or text () → y f32 (…, classes)",
    source = "Keras CategoryEncoding(output_mode='one_hot'); scikit-learn OneHotEncoder")
public final class OneHot implements Transform<OneHot.Config> {
  private static final int MOST_TEXTS = 10_000;

  /** What becomes of a text that the training data does not have. */
  public enum Unknown {
    ZERO,
    ERROR
  }

  /** The classes, and which columns. */
  public record Config(
      @Default("[]") @Doc("columns of integers or single texts; all features of texts if empty")
          List<String> columns,
      @Range(min = 1, max = 1_000_000) @Doc("how many classes, for integers; known if named")
          Optional<Integer> classes,
      @Default("zero") @Doc("for texts that the training data does not have") Unknown unknown) {}

  private static List<Integer> chosen(Config config, Schema schema) {
    return config.columns().isEmpty()
        ? Columns.singleTexts(List.of(), schema)
        : Columns.choose(
            config.columns(),
            schema,
            c -> c.dtype().isInteger() || (isText(c) && c.shape().isEmpty()),
            "integers or single texts");
  }

  private static boolean isText(Column column) {
    return column.dtype() == DType.STRING;
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    for (int i : chosen(config, schema)) {
      Column column = schema.columns().get(i);
      if (!isText(column) && config.classes().isEmpty() && column.classes().isEmpty()) {
        throw new ConfigException(
            "column '" + column.name() + "'",
            "the number of classes is not known",
            "say how many: \"classes\": 10");
      }
    }
    return schema;
  }

  @Override
  public Schema schema(Config config, Schema schema, Map<String, Object> statistics) {
    schema(config, schema);
    return Columns.replace(
        schema,
        chosen(config, schema),
        column -> {
          List<String> names = names(column, statistics);
          int size = isText(column) ? names.size() : config.classes().orElse(names.size());
          List<Integer> shape = new ArrayList<>(column.shape());
          shape.add(size);
          boolean named = shape.size() == 1 && size == names.size();
          List<String> elements = named ? names : List.of();
          return new Column(column.name(), column.role(), DType.F32, shape, elements);
        });
  }

  private static List<String> names(Column column, Map<String, Object> statistics) {
    return isText(column) ? Statistics.texts(statistics, column, "vocabulary") : column.classes();
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    List<Integer> texts =
        chosen(config, schema).stream().filter(i -> isText(schema.columns().get(i))).toList();
    return new VocabularyFit(schema, texts, OneHot::vocabulary);
  }

  private static List<String> vocabulary(Counts<String> counts) {
    if (counts.size() == 0 || counts.size() > MOST_TEXTS) {
      throw new DataException(
          "expected 1 to " + MOST_TEXTS + " different texts, got " + counts.size(),
          "for many, take string_lookup or hashing with an embedding");
    }
    return counts.byFrequency(1, MOST_TEXTS).stream().sorted().toList();
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = chosen(config, schema);
    boolean refuses = config.unknown() == Unknown.ERROR;
    OneHotWriter writer = new OneHotWriter(schema, refuses);
    for (int i : chosen) {
      writer.add(i, names(schema.columns().get(i), statistics));
    }
    return new ColumnMapper(schema, chosen, writer);
  }
}
