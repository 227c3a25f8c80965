package graft.data.transform.table;

import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The mapper {@code y = (x − centre) · scale + offset}, a centre and scale for each feature. */
final class Scaling implements ColumnMapper.Change {
  private static final int TILE = 96;

  private final double[][] centre;
  private final double[][] scale;
  private final double offset;

  private Scaling(int columns, double offset) {
    this.centre = new double[columns][];
    this.scale = new double[columns][];
    this.offset = offset;
  }

  /**
   * @param span the statistic that becomes {@code width}; where it is 0, it counts as 1
   */
  static Transform.Mapper mapper(
      Schema schema,
      List<Integer> chosen,
      Map<String, Object> statistics,
      String centre,
      String span,
      double width,
      double offset) {
    Scaling scaling = new Scaling(schema.columns().size(), offset);
    for (int i : chosen) {
      Column column = schema.columns().get(i);
      double[] scales =
          Arrays.stream(Statistics.numbers(statistics, column, span))
              .map(s -> s == 0 ? width : width / s)
              .toArray();
      scaling.centre[i] = tiled(Statistics.numbers(statistics, column, centre), column.elements());
      scaling.scale[i] = tiled(scales, column.elements());
    }
    return new ColumnMapper(schema, chosen, scaling);
  }

  /**
   * Repeats the few values of an image's channels, so that the inner loop is long enough to be
   * vectorised: 32x32x3 in 2.9 instead of 4.5 µs.
   */
  private static double[] tiled(double[] values, int elements) {
    int n = values.length;
    int length = n >= TILE ? n : Math.min(elements, n * (TILE / n));
    double[] tile = new double[length];
    Arrays.setAll(tile, i -> values[i % n]);
    return tile;
  }

  @Override
  public void apply(Row from, Row to, int column, RandomGenerator random) {
    double[] c = centre[column];
    double[] s = scale[column];
    int n = from.elements(column);
    if (from.array(column) instanceof float[] x) {
      float[] y = (float[]) to.array(column);
      for (int e = 0; e < n; e += c.length) {
        int length = Math.min(c.length, n - e);
        scale(x, from.offset(column) + e, y, to.offset(column) + e, length, c, s);
      }
      return;
    }
    for (int e = 0; e < n; e++) {
      int f = e % c.length;
      to.set(column, e, (from.get(column, e) - c[f]) * s[f] + offset);
    }
  }

  private void scale(float[] x, int from, float[] y, int to, int n, double[] c, double[] s) {
    for (int f = 0; f < n; f++) {
      y[to + f] = (float) ((x[from + f] - c[f]) * s[f] + offset);
    }
  }
}
