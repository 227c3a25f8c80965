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
import graft.data.transform.Statistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Text to a number, for embeddings: {@code id = num_oov_indices + place in the vocabulary}. The
 * vocabulary has the training data's texts, the most frequent first, equal ones by their order.
 * Unknown and missing (empty) texts get {@code hash(text) mod num_oov_indices}; without such ids
 * they are an error.
 *
 * <p>Longer than a catalogue class should be for its configuration, which is Keras'.
 */
@Component
@TransformType("string_lookup")
@Doc(
    value = "Texts to numbers by a vocabulary of the training data, for embeddings",
    formula = "y = num_oov_indices + rank of x by frequency; unknown: hash(x) mod num_oov_indices",
    shapes = "text () → i32 ()",
    source = "Keras StringLookup; hash as the transform hashing")
public final class StringLookup implements Transform<StringLookup.Config> {
  /** The vocabulary, and which columns. */
  public record Config(
      @Range(min = 1) @Doc("most ids, those of unknown texts included; all if left out")
          Optional<Integer> maxTokens,
      @Default("1") @Range(min = 0, max = 1_000_000) @Doc("ids for unknown and missing texts")
          int numOovIndices,
      @Default("1") @Range(min = 1) @Doc("rarer texts are unknown") long minFrequency,
      @Doc("the vocabulary; fitted if left out") Optional<List<String>> vocabulary,
      @Default("[]") @Doc("columns; all features of single texts if empty") List<String> columns) {
    public Config {
      if (maxTokens.isPresent() && maxTokens.get() <= numOovIndices) {
        throw new ConfigException(
            "max_tokens: expected more than num_oov_indices, " + numOovIndices, "");
      }
    }
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.singleTexts(config.columns(), schema);
    return schema;
  }

  @Override
  public Schema schema(Config config, Schema schema, Map<String, Object> statistics) {
    return Columns.replace(
        schema,
        Columns.singleTexts(config.columns(), schema),
        column -> {
          List<String> words = vocabulary(config, column, statistics);
          List<String> classes = Vocabulary.withUnknown(words, config.numOovIndices());
          return new Column(column.name(), column.role(), DType.I32, List.of(), classes);
        });
  }

  private static List<String> vocabulary(
      Config config, Column column, Map<String, Object> statistics) {
    return config.vocabulary().orElseGet(() -> Statistics.texts(statistics, column, "vocabulary"));
  }

  @Override
  public @Nullable Fit fit(Config config, Schema schema) {
    if (config.vocabulary().isPresent()) {
      return null;
    }
    long most = config.maxTokens().orElse(Integer.MAX_VALUE) - (long) config.numOovIndices();
    return new VocabularyFit(
        schema,
        Columns.singleTexts(config.columns(), schema),
        counts -> counts.byFrequency(config.minFrequency(), most));
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.singleTexts(config.columns(), schema);
    Map<Integer, Vocabulary> vocabularies = new HashMap<>();
    for (int i : chosen) {
      Column column = schema.columns().get(i);
      vocabularies.put(i, new Vocabulary(vocabulary(config, column, statistics)));
    }
    return new ColumnMapper(
        schema,
        chosen,
        (from, to, i, random) -> {
          Vocabulary vocabulary = Objects.requireNonNull(vocabularies.get(i));
          int id = vocabulary.id(from.text(i, 0), config.numOovIndices());
          if (id < 0) {
            throw new DataException(
                Columns.place(schema.columns().get(i), 0),
                "'" + from.text(i, 0) + "' is not in the vocabulary of the training data",
                "give unknown texts an id: num_oov_indices = 1");
          }
          to.set(i, 0, id);
        });
  }
}
