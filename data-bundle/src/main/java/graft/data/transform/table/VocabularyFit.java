package graft.data.transform.table;

import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import graft.data.transform.Counts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Learns the different texts of some columns; the empty text is a missing value, not a word. */
final class VocabularyFit implements Transform.Fit {
  private final Schema schema;
  private final Map<Integer, Counts<String>> counts = new LinkedHashMap<>();
  private final Function<Counts<String>, List<String>> vocabulary;

  /**
   * @param vocabulary what a column learns of its texts
   */
  VocabularyFit(
      Schema schema, List<Integer> chosen, Function<Counts<String>, List<String>> vocabulary) {
    this.schema = schema;
    this.vocabulary = vocabulary;
    chosen.forEach(i -> counts.put(i, new Counts<>()));
  }

  @Override
  public void accept(Row row) {
    counts.forEach(
        (column, own) -> {
          if (!row.text(column, 0).isEmpty()) {
            own.add(row.text(column, 0));
          }
        });
  }

  @Override
  public Map<String, Object> statistics() {
    Map<String, Object> all = new LinkedHashMap<>();
    counts.forEach(
        (i, own) -> {
          Column column = schema.columns().get(i);
          try {
            all.put(column.name(), Map.of("vocabulary", vocabulary.apply(own)));
          } catch (DataException e) {
            throw e.at(Columns.place(column, 0));
          }
        });
    return all;
  }
}
