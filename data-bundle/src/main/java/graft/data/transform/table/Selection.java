package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Which columns, and which named elements of vectors, are left of a schema. */
final class Selection implements Transform.Mapper {
  /**
   * A column of the result.
   *
   * @param elements which of the column; all if empty
   */
  private record Part(int column, List<Integer> elements, Column result) {
    Part {
      elements = List.copyOf(elements);
    }
  }

  private final List<Part> parts = new ArrayList<>();

  /**
   * @param names names of columns, or of elements of vectors of floating numbers
   * @param keep true to keep what is named (and all targets and weights), false to drop it
   * @throws ConfigException if a name is unknown, or no feature is left
   */
  Selection(List<String> names, boolean keep, Schema schema) {
    names.forEach(name -> check(name, schema));
    for (int i = 0; i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      boolean named = names.contains(column.name());
      if (keep ? named || column.role() != Column.Role.FEATURE : !named && !isVector(column)) {
        parts.add(new Part(i, List.of(), column));
      } else if (isVector(column) && !named) {
        addElements(i, column, e -> names.contains(column.classes().get(e)) == keep);
      }
    }
    if (schema().of(Column.Role.FEATURE).isEmpty()) {
      throw new ConfigException("no feature is left", "columns are " + schema);
    }
  }

  private static boolean isVector(Column column) {
    return column.dtype().isFloating()
        && column.shape().size() == 1
        && column.classes().size() == column.elements();
  }

  private static void check(String name, Schema schema) {
    if (schema.columns().stream().noneMatch(c -> isVector(c) && c.classes().contains(name))) {
      schema.index(name);
    }
  }

  private void addElements(int index, Column column, IntPredicate left) {
    List<Integer> elements = IntStream.range(0, column.elements()).filter(left).boxed().toList();
    if (!elements.isEmpty()) {
      List<String> classes = elements.stream().map(column.classes()::get).toList();
      List<Integer> shape = List.of(elements.size());
      parts.add(
          new Part(
              index,
              elements,
              new Column(column.name(), column.role(), column.dtype(), shape, classes)));
    }
  }

  Schema schema() {
    return new Schema(parts.stream().map(Part::result).toList());
  }

  @Override
  public void apply(Row from, Row to, RandomGenerator random) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.elements().isEmpty()) {
        ColumnMapper.copy(from, part.column(), to, i);
      }
      for (int e = 0; e < part.elements().size(); e++) {
        to.set(i, e, from.get(part.column(), part.elements().get(e)));
      }
    }
  }
}
