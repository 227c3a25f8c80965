package graft.data.transform;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The columns of a schema that a transform works on, by their numbers. */
public final class Columns {
  private Columns() {}

  /** Columns of f32 or f64; all such features if none is named. */
  public static List<Integer> floating(List<String> names, Schema schema) {
    return choose(names, schema, column -> column.dtype().isFloating(), "floating numbers");
  }

  /** Columns of text; all such features if none is named. */
  public static List<Integer> texts(List<String> names, Schema schema) {
    return choose(names, schema, column -> column.dtype() == DType.STRING, "text");
  }

  /** Columns of single texts; all such features if none is named. */
  public static List<Integer> singleTexts(List<String> names, Schema schema) {
    return choose(names, schema, c -> c.dtype() == DType.STRING && c.shape().isEmpty(), "one text");
  }

  /** Columns f32 (height, width, channels); all such features if none is named. */
  public static List<Integer> images(List<String> names, Schema schema) {
    return choose(
        names,
        schema,
        column -> column.dtype() == DType.F32 && column.shape().size() == 3,
        "images f32 (height, width, channels)");
  }

  /**
   * The columns with the given names in their order, or all features that fit if there are none.
   *
   * @param needed what a column must have, for messages
   * @throws ConfigException if a name is unknown or given twice, if a named column does not fit, or
   *     no feature does
   */
  public static List<Integer> choose(
      List<String> names, Schema schema, Predicate<Column> fits, String needed) {
    List<Integer> chosen = new ArrayList<>();
    for (String name : names) {
      int index = index(name, schema);
      Column column = schema.columns().get(index);
      if (!fits.test(column)) {
        throw new ConfigException(
            "column '" + name + "'", "it needs " + needed + ", got " + column, "");
      }
      if (chosen.contains(index)) {
        throw new ConfigException("column '" + name + "' is named twice", "");
      }
      chosen.add(index);
    }
    for (int i = 0; names.isEmpty() && i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      if (column.role() == Column.Role.FEATURE && fits.test(column)) {
        chosen.add(i);
      }
    }
    if (chosen.isEmpty()) {
      throw new ConfigException("no feature has " + needed, "columns are " + schema);
    }
    return List.copyOf(chosen);
  }

  private static int index(String name, Schema schema) {
    Optional<Column> owner =
        schema.columns().stream()
            .filter(column -> column.dtype().isFloating() && column.classes().contains(name))
            .findFirst();
    if (owner.isPresent() && schema.columns().stream().noneMatch(c -> c.name().equals(name))) {
      throw new ConfigException(
          "there is no column '" + name + "'",
          "it is an element of column '" + owner.get().name() + "'");
    }
    return schema.index(name);
  }

  /** The schema with some columns changed. */
  public static Schema replace(
      Schema schema, List<Integer> chosen, UnaryOperator<Column> replacement) {
    List<Column> columns = new ArrayList<>(schema.columns());
    chosen.forEach(i -> columns.set(i, replacement.apply(columns.get(i))));
    return new Schema(columns);
  }

  /** The size of the last axis: a table's features, an image's channels; 1 for single numbers. */
  public static int features(Column column) {
    return column.shape().isEmpty() ? 1 : column.shape().get(column.shape().size() - 1);
  }

  /** An element for messages: {@code column 'features', element 'alcohol'}. */
  public static String place(Column column, int element) {
    String where = "column '" + column.name() + "'";
    if (column.elements() == 1) {
      return where;
    }
    boolean named = !column.dtype().isInteger() && column.classes().size() > element;
    return where + ", element " + (named ? "'" + column.classes().get(element) + "'" : element);
  }
}
