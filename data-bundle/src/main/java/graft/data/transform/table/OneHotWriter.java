package graft.data.transform.table;

import graft.api.DataException;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Writes {@link OneHot}'s vectors. */
final class OneHotWriter implements ColumnMapper.Change {
  private final Schema schema;
  private final boolean refuses;
  private final Map<Integer, Vocabulary> vocabularies = new HashMap<>();

  /**
   * @param refuses whether unknown texts are an error rather than zeros
   */
  OneHotWriter(Schema schema, boolean refuses) {
    this.schema = schema;
    this.refuses = refuses;
  }

  void add(int column, List<String> classes) {
    vocabularies.put(column, new Vocabulary(classes));
  }

  @Override
  public void apply(Row from, Row to, int column, RandomGenerator random) {
    int n = from.elements(column);
    int classes = to.elements(column) / n;
    float[] target = (float[]) to.array(column);
    int offset = to.offset(column);
    Arrays.fill(target, offset, offset + n * classes, 0);
    boolean text = from.array(column) instanceof String[];
    for (int e = 0; e < n; e++) {
      int place =
          text
              ? place(column, from.text(column, e))
              : number(column, e, from.get(column, e), classes);
      if (place >= 0) {
        target[offset + e * classes + place] = 1;
      }
    }
  }

  private int place(int column, String text) {
    int place = Objects.requireNonNull(vocabularies.get(column)).id(text, 0);
    if (place < 0 && refuses) {
      throw new DataException(
          Columns.place(schema.columns().get(column), 0),
          "'" + text + "' is not among the training data's texts",
          "unknown = zero takes it");
    }
    return place;
  }

  private int number(int column, int element, double value, int classes) {
    if (value < 0 || value >= classes) {
      throw new DataException(
          Columns.place(schema.columns().get(column), element),
          "expected a class from 0 to " + (classes - 1) + ", got " + (long) value,
          "");
    }
    return (int) value;
  }
}
