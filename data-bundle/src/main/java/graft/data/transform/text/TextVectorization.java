package graft.data.transform.text;

import graft.api.ConfigException;
import graft.api.DType;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Texts to numbers: standardises, splits into words or characters, makes n-grams, and looks them up
 * in a vocabulary of the training data, the most frequent first, equal ones by their order.
 *
 * <p>Mode int: i32 (length), ids in the order of the text; 0 is padding, 1 an unknown token, then
 * the vocabulary. Without {@code output_sequence_length} the length is that which 99 % of the
 * training texts do not exceed; longer ones lose their end. The other modes: f32 (tokens), place 0
 * for unknown tokens: whether a token comes (multi_hot), how often (count), or how often times
 * {@code ln(1 + N / (1 + texts with it))} (tf_idf; unknown: the mean of these weights).
 *
 * <p>Longer than a catalogue class should be, since the modes share all but two methods.
 */
@Component
@TransformType("text_vectorization")
@Doc(
    value = "Texts to ids of words, characters or n-grams, or to vectors of their counts",
    formula =
        "int: ids, 0 padding, 1 unknown; multi_hot, count; tf_idf: count·ln(1 + N / (1 + texts"
            + " with the token))",
    shapes = "text () → i32 (length), or f32 (tokens)",
    source = "Keras TextVectorization")
public final class TextVectorization implements Transform<TextVectorization.Config> {
  /** What is done before splitting. */
  public enum Standardize {
    LOWER_AND_STRIP_PUNCTUATION,
    LOWER,
    STRIP_PUNCTUATION,
    NONE;

    boolean isLower() {
      return this == LOWER_AND_STRIP_PUNCTUATION || this == LOWER;
    }

    boolean isStrip() {
      return this == LOWER_AND_STRIP_PUNCTUATION || this == STRIP_PUNCTUATION;
    }
  }

  /** What a single token is. */
  public enum Split {
    WHITESPACE,
    CHARACTER
  }

  /** What comes out. */
  public enum OutputMode {
    INT,
    MULTI_HOT,
    COUNT,
    TF_IDF
  }

  /** On which side short texts are padded. */
  public enum Side {
    POST,
    PRE
  }

  /** All of the way from text to numbers. */
  public record Config(
      @Range(min = 3) @Doc("most tokens, padding and unknown included; all if left out")
          Optional<Integer> maxTokens,
      @Default("lower_and_strip_punctuation") @Doc("what is done before splitting")
          Standardize standardize,
      @Default("whitespace") @Doc("into words at spaces, or into characters") Split split,
      @Default("1") @Range(min = 1, max = 16) @Doc("runs of up to so many tokens are tokens")
          int ngrams,
      @Default("1") @Range(min = 1, max = 16) @Doc("runs of fewer are none") int ngramsFrom,
      @Default("int") @Doc("ids, or a vector over the vocabulary") OutputMode outputMode,
      @Range(min = 1, max = 1_000_000) @Doc("of int; else that of 99 % of the training texts")
          Optional<Integer> outputSequenceLength,
      @Default("post") @Doc("of int: padding behind or in front") Side padding,
      @Default("1") @Range(min = 1) @Doc("rarer tokens are unknown") long minFrequency,
      @Doc("the vocabulary; fitted if left out") Optional<List<String>> vocabulary,
      @Default("[]") @Doc("columns; all features of single texts if empty") List<String> columns) {
    public Config {
      if (ngramsFrom > ngrams) {
        throw new ConfigException("ngrams_from: expected at most ngrams, " + ngrams, "");
      }
    }

    boolean isInt() {
      return outputMode == OutputMode.INT;
    }

    /** How many tokens the vocabulary may have. */
    long most() {
      return maxTokens.orElse(Integer.MAX_VALUE) - (isInt() ? 2L : 1L);
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
          List<String> names = new ArrayList<>(config.isInt() ? List.of("[PAD]") : List.of());
          names.add("[UNK]");
          names.addAll(Statistics.texts(statistics, column, "vocabulary"));
          int size = names.size();
          if (config.isInt()) {
            double fitted = Statistics.numbers(statistics, column, "length")[0];
            size = config.outputSequenceLength().orElse((int) fitted);
          }
          DType dtype = config.isInt() ? DType.I32 : DType.F32;
          return new Column(column.name(), column.role(), dtype, List.of(size), names);
        });
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    return new TokenFit(config, schema, Columns.singleTexts(config.columns(), schema));
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.singleTexts(config.columns(), schema);
    Map<Integer, TokenWriter> writers = new HashMap<>();
    for (int i : chosen) {
      writers.put(i, new TokenWriter(config, schema.columns().get(i), statistics));
    }
    return new ColumnMapper(
        schema,
        chosen,
        (from, to, column, random) -> {
          TokenWriter writer = Objects.requireNonNull(writers.get(column));
          writer.write(from.text(column, 0), to, column);
        });
  }
}
