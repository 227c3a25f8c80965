package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several columns as one vector, at the place of the first of them. */
final class Concatenation implements Transform.Mapper {
  private final Schema schema;
  private final List<Integer> parts;
  private final List<Integer> others;
  private final int place;
  private final String name;

  /**
   * @param parts the columns that are put together, in order
   */
  Concatenation(Schema schema, List<Integer> parts, String name) {
    this.schema = schema;
    this.parts = parts;
    this.name = name;
    this.others =
        IntStream.range(0, schema.columns().size())
            .filter(i -> !parts.contains(i))
            .boxed()
            .toList();
    int first = parts.stream().mapToInt(i -> i).min().orElse(0);
    this.place = (int) others.stream().filter(i -> i < first).count();
  }

  /**
   * @throws ConfigException if a column that stays has the vector's name
   */
  Schema schema() {
    List<Column> columns = new ArrayList<>(others.stream().map(schema.columns()::get).toList());
    if (columns.stream().anyMatch(column -> column.name().equals(name))) {
      throw new ConfigException("there is a column '" + name + "' already", "give another name");
    }
    List<Column> given = parts.stream().map(schema.columns()::get).toList();
    int size = given.stream().mapToInt(Column::elements).sum();
    columns.add(
        place, new Column(name, given.get(0).role(), DType.F32, List.of(size), names(given)));
    return new Schema(columns);
  }

  private static List<String> names(List<Column> parts) {
    List<String> plain = parts.stream().flatMap(part -> names(part, "")).toList();
    return plain.stream().distinct().count() == plain.size()
        ? plain
        : parts.stream().flatMap(part -> names(part, part.name() + "/")).toList();
  }

  private static Stream<String> names(Column part, String prefix) {
    if (part.shape().isEmpty()) {
      return Stream.of(part.name());
    }
    boolean named = part.dtype().isFloating() && part.classes().size() == part.elements();
    return IntStream.range(0, part.elements())
        .mapToObj(i -> named ? prefix + part.classes().get(i) : part.name() + "/" + i);
  }

  @Override
  public void apply(Row from, Row to, RandomGenerator random) {
    for (int i = 0; i < others.size(); i++) {
      ColumnMapper.copy(from, others.get(i), to, i < place ? i : i + 1);
    }
    int next = 0;
    for (int i = 0; i < parts.size(); i++) {
      for (int e = 0; e < from.elements(parts.get(i)); e++) {
        to.set(place, next++, from.get(parts.get(i), e));
      }
    }
  }
}
