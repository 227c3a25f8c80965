package graft.data.transform.image;

import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import java.util.List;
import java.util.random.RandomGenerator;

/** One image of a row: a movable view of f32 (height, width, channels), values from 0 to 1. */
final class Image {
  /** What happens to an image. */
  @FunctionalInterface
  interface Change {
    void apply(Image from, Image to, RandomGenerator random);
  }

  final int height;
  final int width;
  final int channels;
  float[] values = new float[0];

  /** Where the image begins in {@link #values}. */
  int offset;

  private Image(Column column) {
    height = column.shape().get(0);
    width = column.shape().get(1);
    channels = column.shape().get(2);
  }

  /** The same for images that keep their size. */
  static Transform.Mapper mapper(Schema schema, List<Integer> chosen, Change change) {
    return mapper(schema, schema, chosen, change);
  }

  /** A mapper that changes the images of some columns and copies the other columns. */
  static Transform.Mapper mapper(
      Schema schema, Schema result, List<Integer> chosen, Change change) {
    Image[] from = new Image[schema.columns().size()];
    Image[] to = new Image[from.length];
    for (int i : chosen) {
      from[i] = new Image(schema.columns().get(i));
      to[i] = new Image(result.columns().get(i));
    }
    return new ColumnMapper(
        schema,
        chosen,
        (source, target, i, random) ->
            change.apply(from[i].at(source, i), to[i].at(target, i), random));
  }

  private Image at(Row row, int column) {
    values = (float[]) row.array(column);
    offset = row.offset(column);
    return this;
  }

  int size() {
    return height * width * channels;
  }

  /** Where a pixel's channels begin. */
  int at(int y, int x) {
    return offset + (y * width + x) * channels;
  }

  /** Takes all values of an image of the same size. */
  void copy(Image from) {
    System.arraycopy(from.values, from.offset, values, offset, size());
  }

  /** A row of pixels from right to left; over locals, which the compiler need not read again. */
  static void reverse(float[] from, int source, float[] to, int target, int width, int channels) {
    for (int x = 0, last = source + (width - 1) * channels; x < width; x++) {
      for (int c = 0; c < channels; c++) {
        to[target++] = from[last + c];
      }
      last -= channels;
    }
  }
}
