package graft.shell;

import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Predictor;
import graft.api.run.TypeInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a user wants predicted as examples of a run's features: by the run's own source with
 * another file, or else by what the file is.
 */
final class PredictInputs {
  private static final String ALLOWED =
      "an INPUT is a file or folder like those of the run's own source, a PNG or JPEG image, a CSV"
          + " file, an IDX file, or a data spec";

  /** The fields of sources that name where the examples lie; each has one, its first. */
  private static final Set<String> PLACES =
      Set.of("file", "files", "path", "folder", "images", "x");

  /** The fields that name a part of that place, with the labels or with the training data. */
  private static final Set<String> PARTS = Set.of("labels", "y", "folder", "classes");

  private final Session session;
  private final Predictor predictor;
  private final Schema schema;
  private final ImageInput images;

  PredictInputs(Session session, Predictor predictor) {
    this.session = session;
    this.predictor = predictor;
    this.schema = predictor.schema();
    this.images = new ImageInput(session, predictor);
  }

  Dataset open(String input) {
    if (!Files.exists(Path.of(input)) && isSpec(input)) {
      return open(input, session.source("INPUT", input));
    }
    String lower = input.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
      return first(input, own(input), () -> images.open(input), false);
    }
    Optional<Spec> own = own(input);
    for (String table : List.of("csv", "tsv")) {
      if (lower.endsWith("." + table)) {
        Optional<Spec> same = own.filter(spec -> spec.type().equals(table));
        return table(input, same.orElse(Spec.of(table).with("file", input)));
      }
    }
    return first(input, own, () -> idx(input), own.isPresent());
  }

  /** Whether it is a source with its fields, or a source's name alone. */
  private boolean isSpec(String input) {
    return input.contains(":")
        || session.graft().types().stream()
            .anyMatch(type -> type.kind() == Kind.SOURCE && type.type().equals(input));
  }

  /** Texts as examples of a run whose only feature is one text. */
  Dataset texts(List<String> texts) {
    List<Column> columns = schema.columns();
    boolean fits =
        columns.size() == 1
            && columns.get(0).dtype() == DType.STRING
            && columns.get(0).shape().isEmpty();
    if (!fits) {
      throw new DataException(
          "--text", "the run takes not one text but " + schema, "name an INPUT instead");
    }
    return new ArrayDataset(
        schema, List.of(new NdArray(texts.toArray(String[]::new), texts.size())));
  }

  /** The run's own source with another place, if it has one. */
  private Optional<Spec> own(String input) {
    Spec source = predictor.source();
    List<TypeInfo.Field> fields;
    try {
      fields = session.graft().describe(Kind.SOURCE, source.type()).fields();
    } catch (GraftException e) {
      return Optional.empty(); // its type is not installed; others may open the input
    }
    if (fields.isEmpty() || !PLACES.contains(fields.get(0).name())) {
      return Optional.empty();
    }
    Map<String, Object> config = new LinkedHashMap<>(source.config());
    config.keySet().removeAll(PARTS);
    boolean several = fields.get(0).type().startsWith("list of ");
    config.put(fields.get(0).name(), several ? List.of(input) : input);
    return Optional.of(new Spec(source.type(), config));
  }

  /**
   * The first that opens.
   *
   * @param ownFault whose message it is if none does
   */
  private Dataset first(
      String input, Optional<Spec> own, Supplier<Dataset> other, boolean ownFault) {
    GraftException fault = null;
    if (own.isPresent()) {
      try {
        return open(input, own.get());
      } catch (GraftException e) {
        fault = e;
      }
    }
    try {
      return other.get();
    } catch (GraftException e) {
      throw fault != null && ownFault ? fault : e;
    }
  }

  /** A file of a name that says nothing. */
  private Dataset idx(String file) {
    if (Files.isDirectory(Path.of(file))) {
      throw new DataException(file, "it is a folder", ALLOWED);
    }
    try {
      return open(file, Spec.of("idx").with("images", file));
    } catch (DataException e) {
      throw new DataException(e.where(), e.what(), ALLOWED);
    }
  }

  /** As it is said, or else with or without a header, with or without the label column. */
  private Dataset table(String file, Spec spec) {
    List<Spec> ways = new ArrayList<>();
    boolean isOwn = spec.type().equals(predictor.source().type());
    if (isOwn) {
      ways.add(spec);
    }
    Object names = spec.config().getOrDefault("names", List.of()); // of files without a header
    boolean header = !Boolean.FALSE.equals(spec.config().get("header")) && names.equals(List.of());
    for (boolean has : new boolean[] {header, !header}) {
      Spec way = spec.with("header", has).with("names", has ? List.of() : names);
      for (String label : isOwn ? List.of("none") : List.of("none", "last")) {
        ways.add(way.with("label", label));
      }
    }
    List<GraftException> faults = new ArrayList<>();
    for (Spec way : ways) {
      try {
        return open(file, way);
      } catch (GraftException e) {
        faults.add(e);
      }
    }
    throw faults.get(isOwn ? 1 : 0); // that a label is missing is no fault
  }

  /** A source as the run's own, or else as arrays that fit its features. */
  private Dataset open(String input, Spec source) {
    try {
      return predictor.open(source);
    } catch (GraftException e) {
      if (source.type().equals(predictor.source().type())) {
        throw e;
      }
      return features(input, source);
    }
  }

  private Dataset features(String input, Spec source) {
    Map<String, NdArray> columns = session.graft().lab().read(source, Integer.MAX_VALUE);
    List<NdArray> arrays = new ArrayList<>();
    for (Column column : schema.columns()) {
      @Nullable NdArray array =
          isOnly(column) && columns.size() == 1
              ? columns.values().iterator().next() // whatever its name: pixels in a table, say
              : columns.get(column.name());
      if (array == null) {
        throw new DataException(
            input,
            "the run needs a column '" + column.name() + "'",
            "there are " + String.join(", ", columns.keySet()));
      }
      int given = array.shape().length == 0 ? 0 : array.size() / Math.max(1, array.shape()[0]);
      if (given != column.elements()) {
        throw new DataException(
            input,
            "column '"
                + column.name()
                + "' needs shape "
                + column.shape()
                + ", got "
                + given
                + " values an example",
            "");
      }
      arrays.add(shaped(array, column));
    }
    return new ArrayDataset(schema, arrays);
  }

  /** The same elements as (examples, column's shape …). */
  private static NdArray shaped(NdArray array, Column column) {
    int[] shape = new int[column.shape().size() + 1];
    shape[0] = array.shape()[0];
    for (int i = 1; i < shape.length; i++) {
      shape[i] = column.shape().get(i - 1);
    }
    return new NdArray(array.array(), shape);
  }

  private boolean isOnly(Column column) {
    return schema.columns().equals(List.of(column));
  }
}
