package graft.data.ratings;

import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Ratings in memory: {@code user} i32, {@code item} i32, both classes named by the original ids;
 * the target {@code rating} f32; if there are times, {@code timestamp} i64, in seconds.
 */
final class Ratings implements Dataset {
  private final Schema schema;
  private final int[] user;
  private final int[] item;
  private final float[] rating;
  private final long[] timestamp;
  private final List<String> notes;

  /**
   * @param timestamp of length 0 if there are no times
   */
  Ratings(
      List<String> users,
      List<String> items,
      int[] user,
      int[] item,
      float[] rating,
      long[] timestamp,
      List<String> notes) {
    this.user = user;
    this.item = item;
    this.rating = rating;
    this.timestamp = timestamp;
    this.notes = List.copyOf(notes);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("user", Column.Role.FEATURE, DType.I32, List.of(), users));
    columns.add(new Column("item", Column.Role.FEATURE, DType.I32, List.of(), items));
    if (timestamp.length > 0) {
      columns.add(new Column("timestamp", Column.Role.FEATURE, DType.I64, List.of(), List.of()));
    }
    columns.add(new Column("rating", Column.Role.TARGET, DType.F32, List.of(), List.of()));
    schema = new Schema(columns);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return user.length;
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void read(long index, Row row) {
    int i = (int) index;
    ((int[]) row.array(0))[row.offset(0)] = user[i];
    ((int[]) row.array(1))[row.offset(1)] = item[i];
    int last = 2;
    if (timestamp.length > 0) {
      ((long[]) row.array(2))[row.offset(2)] = timestamp[i];
      last = 3;
    }
    ((float[]) row.array(last))[row.offset(last)] = rating[i];
  }
}
