package graft.core.train;

import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.Arrays;
import java.util.List;

/** Numbers in memory: a column for each name, one number for each example. */
final class Table implements Dataset {
  private final Schema schema;
  private final double[][] rows;

  Table(Schema schema, double[]... rows) {
    this.schema = schema;
    this.rows = rows;
  }

  static Column column(String name, Column.Role role, DType dtype, String... classes) {
    return new Column(name, role, dtype, List.of(), Arrays.asList(classes));
  }

  /** Feature x and target y, f32, with y = 2 x + 1, x = 0, 1/4, 2/4 … */
  static Table line(int size) {
    Schema schema =
        new Schema(
            List.of(
                column("x", Column.Role.FEATURE, DType.F32),
                column("y", Column.Role.TARGET, DType.F32)));
    double[][] rows = new double[size][];
    for (int i = 0; i < size; i++) {
      rows[i] = new double[] {i / 4.0, 2 * (i / 4.0) + 1};
    }
    return new Table(schema, rows);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return rows.length;
  }

  @Override
  public void read(long index, Row row) {
    for (int column = 0; column < schema.columns().size(); column++) {
      row.set(column, 0, rows[(int) index][column]);
    }
  }
}
