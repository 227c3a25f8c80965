package graft.api.data;

import graft.api.ConfigException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The columns of a data set. */
public record Schema(List<Column> columns) {
  /**
   * @throws ConfigException if two columns have one name
   */
  public Schema {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new ConfigException("two columns are named '" + column.name() + "'", "");
      }
    }
  }

  /** The number of the column with this name. */
  public int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new ConfigException(
        "there is no column '" + name + "'",
        "columns are " + String.join(", ", columns.stream().map(Column::name).toList()));
  }

  public List<Column> of(Column.Role role) {
    return columns.stream().filter(column -> column.role() == role).toList();
  }

  /** For messages: the columns, one after the other. */
  @Override
  public String toString() {
    return String.join(", ", columns.stream().map(Column::toString).toList());
  }
}
