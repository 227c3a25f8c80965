package graft.data;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;

/**
 * Each feature to mean 0 and variance 1: {@code y = (x − μ) / σ}, with μ and the biased σ of the
 * training data, one for each index of the last axis (each feature of a table, each channel of an
 * image), as Keras' Normalization(axis=-1). A feature that never changes is only centred.
 */
@Component
@TransformType("standardise")
@Doc("Features to mean 0 and variance 1, by the training data")
public final class Standardise implements Transform<Standardise.Config> {
  /** Which columns; all floating features if none is named. */
  public record Config(
      @Default("[]") @Doc("columns; all features if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    chosen(config, schema);
    return schema;
  }

  private static List<Integer> chosen(Config config, Schema schema) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      boolean floating = column.dtype() == DType.F32 || column.dtype() == DType.F64;
      boolean named = config.columns().contains(column.name());
      if (named && !floating) {
        throw new ConfigException(
            "transform 'standardise': column '" + column.name() + "'",
            "floating numbers are needed, got " + column.dtype().text(),
            "");
      }
      if (named
          || (config.columns().isEmpty() && floating && column.role() == Column.Role.FEATURE)) {
        chosen.add(i);
      }
    }
    config.columns().forEach(schema::index);
    return chosen;
  }

  private static int features(Column column) {
    return column.shape().isEmpty() ? 1 : column.shape().get(column.shape().size() - 1);
  }

  @Override
  public Fit fit(Config config, Schema schema) {
    List<Integer> chosen = chosen(config, schema);
    int n = chosen.size();
    double[][] mean = new double[n][];
    double[][] squares = new double[n][];
    long[] count = new long[n];
    for (int c = 0; c < n; c++) {
      mean[c] = new double[features(schema.columns().get(chosen.get(c)))];
      squares[c] = new double[mean[c].length];
    }
    return new Fit() {
      /** Welford 1962: no cancellation, whatever the mean. */
      @Override
      public void accept(Row row) {
        for (int c = 0; c < n; c++) {
          int column = chosen.get(c);
          int last = mean[c].length;
          for (int i = 0; i < row.elements(column); i += last) {
            count[c]++;
            for (int f = 0; f < last; f++) {
              double x = row.get(column, i + f);
              double delta = x - mean[c][f];
              mean[c][f] += delta / count[c];
              squares[c][f] += delta * (x - mean[c][f]);
            }
          }
        }
      }

      @Override
      public Map<String, Object> statistics() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int c = 0; c < n; c++) {
          List<Object> means = new ArrayList<>();
          List<Object> deviations = new ArrayList<>();
          for (int f = 0; f < mean[c].length; f++) {
            means.add(mean[c][f]);
            deviations.add(Math.sqrt(squares[c][f] / Math.max(count[c], 1)));
          }
          String name = schema.columns().get(chosen.get(c)).name();
          all.put(name, Map.of("mean", means, "deviation", deviations));
        }
        return all;
      }
    };
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    int columns = schema.columns().size();
    double[][] mean = new double[columns][];
    double[][] scale = new double[columns][];
    for (int i : chosen(config, schema)) {
      Map<?, ?> own = (Map<?, ?>) statistics.get(schema.columns().get(i).name());
      mean[i] = numbers(own.get("mean"));
      double[] deviation = numbers(own.get("deviation"));
      scale[i] = new double[deviation.length];
      for (int f = 0; f < deviation.length; f++) {
        scale[i][f] = deviation[f] == 0 ? 1 : 1 / deviation[f];
      }
    }
    return new Mapper() {
      @Override
      public void apply(Row from, Row to, RandomGenerator random) {
        for (int i = 0; i < columns; i++) {
          if (mean[i] == null) {
            Copies.column(from, i, to, i);
          } else if (from.array(i) instanceof float[] x) {
            scale(x, from.offset(i), (float[]) to.array(i), to.offset(i), from.elements(i), i);
          } else {
            for (int e = 0; e < from.elements(i); e++) {
              int f = e % mean[i].length;
              to.set(i, e, (from.get(i, e) - mean[i][f]) * scale[i][f]);
            }
          }
        }
      }

      private void scale(float[] x, int from, float[] y, int to, int n, int i) {
        int last = mean[i].length;
        for (int e = 0; e < n; e += last) {
          for (int f = 0; f < last; f++) {
            y[to + e + f] = (float) ((x[from + e + f] - mean[i][f]) * scale[i][f]);
          }
        }
      }
    };
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }
}
