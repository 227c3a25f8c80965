package graft.data.table;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which fields of a table become which columns: as the configuration says, or as in training. */
final class Layout {
  static final String FEATURES = "features";

  /** What a column without a name is called, with its index behind it. */
  static final String NAMELESS = "column ";

  private static final String LABELS = "labels";

  private final TableConfig config;
  private final List<String> names;
  private final Set<Integer> text;
  private final Set<Integer> words;

  Layout(TableConfig config, List<String> names) {
    this.config = config;
    this.names = names;
    this.text = present(config.text());
    this.words = present(config.categorical());
  }

  /** A file to predict may lack a label that is said to be words: {@link #check} complains. */
  private Set<Integer> present(List<String> words) {
    return words.stream().map(this::find).filter(i -> i >= 0).collect(Collectors.toSet());
  }

  static Schema schema(List<Part> parts) {
    return new Schema(parts.stream().map(Part::column).toList());
  }

  private Set<Integer> indices(List<String> words, String field) {
    Set<Integer> indices = new LinkedHashSet<>();
    for (String word : words) {
      boolean last = field.equals("label") && word.equals("last") && !names.contains(word);
      int index = last ? names.size() - 1 : index(word, field);
      if (!indices.add(index)) {
        throw new ConfigException(
            config.file(), field + ": column '" + names.get(index) + "' is named twice", "");
      }
    }
    return indices;
  }

  /** By name or else by number; -1 if there is no such column. */
  private int find(String word) {
    boolean number = !names.contains(word) && word.matches("\\d{1,6}");
    if (number && !config.header() && config.names().isEmpty()) {
      return names.indexOf(NAMELESS + Integer.parseInt(word)); // a file may lack others before it
    }
    int index = number ? Integer.parseInt(word) : names.indexOf(word);
    return index < names.size() ? index : -1;
  }

  private int index(String word, String field) {
    int index = find(word);
    if (index >= 0) {
      return index;
    }
    throw new DataException(
        config.file(),
        "there is no " + field + " column '" + word + "'",
        "columns are "
            + String.join(", ", names)
            + "; or an index from 0"
            + (field.equals("label") ? ", last, none" : ""));
  }

  /** The labels' fields. */
  Set<Integer> labels() {
    return unlabelled() ? Set.of() : indices(config.label(), "label");
  }

  private boolean unlabelled() {
    return config.label().equals(List.of("none"));
  }

  private Set<Integer> weight() {
    return indices(config.weight().stream().toList(), "weight");
  }

  /**
   * Checks what the configuration says of the columns of training data.
   *
   * @throws ConfigException if a column is named twice, or for two purposes
   * @throws DataException if there is no such column
   */
  void check() {
    Map<Integer, String> purposes = new HashMap<>();
    claim(labels(), "label", purposes);
    claim(weight(), "weight", purposes);
    claim(indices(config.ignore(), "ignore"), "ignore", purposes);
    claim(indices(config.features(), "features"), "features", purposes);
    Map<Integer, String> types = new HashMap<>();
    claim(indices(config.text(), "text"), "text", types);
    claim(indices(config.categorical(), "categorical"), "categorical", types);
  }

  private void claim(Set<Integer> columns, String field, Map<Integer, String> taken) {
    for (int column : columns) {
      String other = taken.put(column, field);
      if (other != null) {
        throw new ConfigException(
            config.file(),
            "column '" + names.get(column) + "' is named in " + other + " and in " + field,
            other.equals("label") ? "choose one; the label is the last unless told" : "choose one");
      }
    }
  }

  /** As the configuration says, and else as the values look. */
  List<Part> infer(List<ColumnScan> scans) {
    Set<Integer> labels = labels();
    Set<Integer> features = new TreeSet<>(indices(config.features(), "features"));
    if (features.isEmpty()) {
      IntStream.range(0, names.size()).forEach(features::add);
    }
    features.removeAll(labels);
    features.removeAll(weight());
    features.removeAll(indices(config.ignore(), "ignore"));
    if (features.isEmpty()) {
      throw new DataException(config.file(), "there is no column beside the label", "");
    }
    List<Part> parts = new ArrayList<>(features(features, scans));
    parts.addAll(targets(labels, scans));
    weight()
        .forEach(
            i -> parts.add(part(names.get(i), Column.Role.WEIGHT, Part.Kind.WEIGHT, List.of(i))));
    return parts;
  }

  private List<Part> features(Set<Integer> features, List<ColumnScan> scans) {
    List<Integer> numeric = features.stream().filter(i -> isNumeric(i, scans)).toList();
    List<Part> parts = new ArrayList<>();
    if (!numeric.isEmpty()) {
      parts.add(vector(FEATURES, Column.Role.FEATURE, numeric));
    }
    for (int i : features) {
      if (!numeric.contains(i)) {
        Part.Kind kind = text.contains(i) ? Part.Kind.TEXT : Part.Kind.WORD;
        parts.add(part(names.get(i), Column.Role.FEATURE, kind, List.of(i)));
      }
    }
    return parts;
  }

  private List<Part> targets(Set<Integer> labels, List<ColumnScan> scans) {
    if (config.join() && labels.size() > 1 && labels.stream().allMatch(i -> isNumeric(i, scans))) {
      return List.of(vector(LABELS, Column.Role.TARGET, List.copyOf(labels)));
    }
    List<Part> parts = new ArrayList<>();
    for (int i : labels) {
      String name = names.get(i);
      if (isNumeric(i, scans)) {
        parts.add(part(name, Column.Role.TARGET, Part.Kind.NUMBERS, List.of(i)));
      } else if (text.contains(i)) {
        parts.add(part(name, Column.Role.TARGET, Part.Kind.TEXT, List.of(i)));
      } else {
        List<String> classes = scans.get(i).classes(config.file() + ", column '" + name + "'");
        parts.add(classes(new Column(name, Column.Role.TARGET, DType.I32, List.of(), classes), i));
      }
    }
    return parts;
  }

  private boolean isNumeric(int i, List<ColumnScan> scans) {
    return !text.contains(i) && !words.contains(i) && scans.get(i).isNumeric();
  }

  private Part vector(String name, Column.Role role, List<Integer> indices) {
    List<String> elements = indices.stream().map(names::get).toList();
    Column column = new Column(name, role, DType.F32, List.of(indices.size()), elements);
    return new Part(column, Part.Kind.NUMBERS, indices, Map.of());
  }

  private static Part part(String name, Column.Role role, Part.Kind kind, List<Integer> indices) {
    boolean numbers = kind == Part.Kind.NUMBERS || kind == Part.Kind.WEIGHT;
    DType dtype = numbers ? DType.F32 : DType.STRING;
    return new Part(new Column(name, role, dtype, List.of(), List.of()), kind, indices, Map.of());
  }

  private static Part classes(Column column, int index) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String name : column.classes()) {
      numbers.put(name, numbers.size());
    }
    return new Part(column, Part.Kind.CLASS, List.of(index), numbers);
  }

  /**
   * As in training. Features may not be missing; labels may, and are not read where the label is
   * said to be none.
   */
  List<Part> like(Schema like) {
    List<Part> parts = new ArrayList<>();
    for (Column column : like.columns()) {
      if (unlabelled() && column.role() == Column.Role.TARGET) {
        continue;
      }
      List<String> wanted = wanted(column, like);
      List<String> missing = wanted.stream().filter(name -> !names.contains(name)).toList();
      if (missing.isEmpty()) {
        parts.add(known(column, wanted.stream().map(names::indexOf).toList()));
      } else if (column.role() == Column.Role.FEATURE) {
        throw new DataException(
            config.file(),
            "column '" + missing.get(0) + "' is missing, which the training data had",
            "columns are "
                + String.join(", ", names)
                + (config.header() ? "; without a header, say header=false" : ""));
      }
    }
    return parts;
  }

  /** The names of a column's elements. A lone nameless vector takes all that is nothing else. */
  private List<String> wanted(Column column, Schema like) {
    if (column.dtype().isFloating() && column.classes().size() == column.elements()) {
      return column.shape().isEmpty() ? List.of(column.name()) : column.classes();
    }
    if (column.shape().isEmpty()) {
      return List.of(column.name());
    }
    List<String> rest = new ArrayList<>(names);
    like.columns().forEach(other -> rest.remove(other.name()));
    boolean numbers = column.dtype().isNumeric() && column.role() == Column.Role.FEATURE;
    if (!numbers || like.of(Column.Role.FEATURE).size() > 1 || rest.size() != column.elements()) {
      throw new DataException(
          config.file(),
          "the training data's column " + column + " cannot be read from this table",
          "its columns are " + String.join(", ", names));
    }
    return rest;
  }

  private Part known(Column column, List<Integer> indices) {
    if (column.dtype() == DType.STRING) {
      boolean free = !Collections.disjoint(text, indices);
      return new Part(column, free ? Part.Kind.TEXT : Part.Kind.WORD, indices, Map.of());
    }
    if (column.dtype().isInteger() && !column.classes().isEmpty() && indices.size() == 1) {
      return classes(column, indices.get(0));
    }
    boolean weight = column.role() == Column.Role.WEIGHT;
    return new Part(column, weight ? Part.Kind.WEIGHT : Part.Kind.NUMBERS, indices, Map.of());
  }
}
