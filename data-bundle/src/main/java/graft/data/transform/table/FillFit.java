package graft.data.transform.table;

import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import graft.data.transform.Counts;
import graft.data.transform.FeatureFit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns {@link Impute}'s values: of numbers for each feature, of text for each column. */
final class FillFit implements Transform.Fit {
  private final Schema schema;
  private final Map<Integer, Counts<String>> texts = new LinkedHashMap<>();
  private final FeatureFit numbers;

  FillFit(Impute.Strategy strategy, Schema schema, List<Integer> chosen) {
    this.schema = schema;
    List<Integer> floating = new ArrayList<>();
    for (int i : chosen) {
      if (schema.columns().get(i).dtype().isFloating()) {
        floating.add(i);
      } else {
        texts.put(i, new Counts<>());
      }
    }
    numbers = new FeatureFit(schema, floating, () -> learner(strategy));
  }

  private static FeatureFit.Learner learner(Impute.Strategy strategy) {
    return switch (strategy) {
      case MEDIAN -> {
        Quantiles values = new Quantiles();
        yield FeatureFit.Learner.of(
            values::accept, () -> fill(values.isEmpty() ? List.of() : List.of(values.at(0.5)[0])));
      }
      case MOST_FREQUENT -> {
        Counts<Double> counts = new Counts<>();
        yield FeatureFit.Learner.of(counts::add, () -> fill(counts.byFrequency(1, 1)));
      }
      case MEAN, CONSTANT -> {
        Moments moments = new Moments();
        yield FeatureFit.Learner.of(
            moments::accept,
            () -> fill(moments.count() == 0 ? List.of() : List.of(moments.mean())));
      }
    };
  }

  private static Map<String, Object> fill(List<?> value) {
    if (value.isEmpty()) {
      throw new DataException(
          "all training values are missing", "drop it, or impute with strategy constant");
    }
    return Map.of("fill", value.get(0));
  }

  @Override
  public void accept(Row row) {
    numbers.accept(row);
    texts.forEach(
        (column, counts) -> {
          for (int e = 0; e < row.elements(column); e++) {
            if (!row.text(column, e).isEmpty()) {
              counts.add(row.text(column, e));
            }
          }
        });
  }

  @Override
  public Map<String, Object> statistics() {
    Map<String, Object> all = new LinkedHashMap<>(numbers.statistics());
    texts.forEach(
        (i, counts) -> {
          Column column = schema.columns().get(i);
          try {
            Object value = fill(counts.byFrequency(1, 1)).values().iterator().next();
            all.put(column.name(), Map.of("fill", List.of(value)));
          } catch (DataException e) {
            throw e.at(Columns.place(column, 0));
          }
        });
    return all;
  }
}
