package graft.data.transform;

import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Learns something about each index of the last axis (each feature of a table, each channel of an
 * image) of some columns. Missing values (NaN) and infinities are passed over.
 */
public final class FeatureFit implements Transform.Fit {
  /** Learns about one feature. */
  public interface Learner {
    void accept(double value);

    /** What was learned, by name; JSON values. */
    Map<String, Object> learned();

    /** Of its two halves. */
    static Learner of(DoubleConsumer values, Supplier<Map<String, Object>> learned) {
      return new Learner() {
        @Override
        public void accept(double value) {
          values.accept(value);
        }

        @Override
        public Map<String, Object> learned() {
          return learned.get();
        }
      };
    }
  }

  private final Schema schema;
  private final int[] chosen;
  private final Learner[][] learners;

  public FeatureFit(Schema schema, List<Integer> chosen, Supplier<? extends Learner> learner) {
    this.schema = schema;
    this.chosen = chosen.stream().mapToInt(i -> i).toArray();
    this.learners = new Learner[this.chosen.length][];
    for (int c = 0; c < learners.length; c++) {
      learners[c] = new Learner[Columns.features(schema.columns().get(this.chosen[c]))];
      for (int f = 0; f < learners[c].length; f++) {
        learners[c][f] = learner.get();
      }
    }
  }

  @Override
  public void accept(Row row) {
    for (int c = 0; c < chosen.length; c++) {
      Learner[] own = learners[c];
      int n = row.elements(chosen[c]);
      for (int i = 0; i < n; i += own.length) {
        for (int f = 0; f < own.length; f++) {
          double value = row.get(chosen[c], i + f);
          if (Double.isFinite(value)) {
            own[f].accept(value);
          }
        }
      }
    }
  }

  /** For each column's name: for each name of what was learned the list over its features. */
  @Override
  public Map<String, Object> statistics() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int c = 0; c < chosen.length; c++) {
      Column column = schema.columns().get(chosen[c]);
      Map<String, List<Object>> lists = new LinkedHashMap<>();
      for (int f = 0; f < learners[c].length; f++) {
        try {
          learners[c][f]
              .learned()
              .forEach(
                  (key, value) -> lists.computeIfAbsent(key, k -> new ArrayList<>()).add(value));
        } catch (DataException e) {
          throw e.at(Columns.place(column, f));
        }
      }
      all.put(column.name(), lists);
    }
    return all;
  }
}
