package graft.data.transform.table;

import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Statistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Puts {@link Impute}'s values in place of missing ones: NaN, or the empty text. */
final class Filling implements ColumnMapper.Change {
  /** For a column its values: one for each feature, or one for all. */
  private final Map<Integer, List<?>> fills = new HashMap<>();

  Filling(
      Impute.Config config, Schema schema, List<Integer> chosen, Map<String, Object> statistics) {
    for (int i : chosen) {
      Column column = schema.columns().get(i);
      boolean text = column.dtype() == DType.STRING;
      fills.put(
          i,
          config.strategy() != Impute.Strategy.CONSTANT
              ? Statistics.list(statistics, column, "fill")
              : List.of(text ? config.fillText() : config.fillValue()));
    }
  }

  @Override
  public void apply(Row from, Row to, int column, RandomGenerator random) {
    ColumnMapper.copy(from, column, to, column);
    List<?> own = Objects.requireNonNull(fills.get(column));
    boolean text = from.array(column) instanceof String[];
    for (int e = 0; e < from.elements(column); e++) {
      if (text && from.text(column, e).isEmpty()) {
        to.text(column, e, (String) own.get(e % own.size()));
      } else if (!text && Double.isNaN(from.get(column, e))) {
        to.set(column, e, ((Number) own.get(e % own.size())).doubleValue());
      }
    }
  }
}
