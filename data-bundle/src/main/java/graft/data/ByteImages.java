package graft.data;

import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Images of unsigned bytes in memory, read as f32 0 … 255, with or without labels. */
final class ByteImages implements Dataset {
  private final byte[] pixels;
  private final int[] labels;
  private final int elements;
  private final Schema schema;

  /**
   * @param labels a class for each image, or of length 0 if there are none
   */
  ByteImages(byte[] pixels, int height, int width, int channels, int[] labels, int classes) {
    this.pixels = pixels;
    this.labels = labels;
    this.elements = height * width * channels;
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column(
            "image", Column.Role.FEATURE, DType.F32, List.of(height, width, channels), List.of()));
    if (labels.length > 0) {
      List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
      columns.add(new Column("label", Column.Role.TARGET, DType.I32, List.of(), names));
    }
    this.schema = new Schema(columns);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return pixels.length / elements;
  }

  @Override
  public void read(long index, Row row) {
    float[] target = (float[]) row.array(0);
    int to = row.offset(0);
    int from = (int) index * elements;
    for (int i = 0; i < elements; i++) {
      target[to + i] = pixels[from + i] & 0xff;
    }
    if (labels.length > 0) {
      ((int[]) row.array(1))[row.offset(1)] = labels[(int) index];
    }
  }
}
