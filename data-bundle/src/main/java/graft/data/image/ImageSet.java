package graft.data.image;

import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.file.FileTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Images that are decoded when they are read, by as many threads as read. An image of another size
 * is scaled by bilinear interpolation between the centres of pixels, if that is asked for.
 */
final class ImageSet implements Dataset {
  /** Of BT.601, as Pillow turns colours into grey. */
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private final FileTree tree;
  private final List<String> files;
  private final int[] labels;
  private final ImageCode.Size size;
  private final boolean scaled;
  private final int channels;
  private final Schema schema;
  private final List<String> notes;

  /**
   * @param labels a class for each file, or none
   */
  ImageSet(
      FileTree tree,
      List<String> files,
      int[] labels,
      List<String> classes,
      Form form,
      List<String> notes) {
    this.tree = tree;
    this.files = List.copyOf(files);
    this.labels = labels.clone();
    this.size = form.size();
    this.scaled = form.scaled();
    this.channels = form.channels();
    this.notes = List.copyOf(notes);
    List<Column> columns = new ArrayList<>();
    List<Integer> shape = List.of(size.height(), size.width(), channels);
    columns.add(new Column("image", Column.Role.FEATURE, DType.F32, shape, List.of()));
    if (labels.length > 0) {
      columns.add(new Column("label", Column.Role.TARGET, DType.I32, List.of(), classes));
    }
    schema = new Schema(columns);
  }

  /**
   * What images become.
   *
   * @param scaled whether images of other sizes are scaled, not refused
   */
  record Form(ImageCode.Size size, boolean scaled, int channels) {}

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return files.size();
  }

  @Override
  public String origin(long index) {
    return tree.place(files.get((int) index));
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void read(long index, Row row) {
    String file = files.get((int) index);
    ImageCode.Pixels image = ImageCode.decode(tree.read(file), tree.place(file));
    float[] target = (float[]) row.array(0);
    int at = row.offset(0);
    if (image.size.equals(size)) {
      for (int i = 0; i < image.rgb.length; i++) {
        at = put(image, image.rgb[i], target, at);
      }
    } else if (scaled) {
      scale(image, target, at);
    } else {
      throw other(tree.place(file), image.size, size);
    }
    if (labels.length > 0) {
      ((int[]) row.array(1))[row.offset(1)] = labels[(int) index];
    }
  }

  static DataException other(String place, ImageCode.Size got, ImageCode.Size expected) {
    return new DataException(
        place,
        "it has " + got + " pixels, expected " + expected + " as the others",
        "say size=" + expected.height() + ";" + expected.width() + " to scale all images");
  }

  private int put(ImageCode.Pixels image, int rgb, float[] target, int at) {
    if (channels == 3) {
      target[at] = (rgb >> 16 & 0xff) / 255f;
      target[at + 1] = (rgb >> 8 & 0xff) / 255f;
      target[at + 2] = (rgb & 0xff) / 255f;
      return at + 3;
    }
    target[at] =
        image.grey
            ? (rgb & 0xff) / 255f
            : (LUMA[0] * (rgb >> 16 & 0xff) + LUMA[1] * (rgb >> 8 & 0xff) + LUMA[2] * (rgb & 0xff))
                / 255f;
    return at + 1;
  }

  /** Row y of the result lies at (y + ½) · height / new height - ½ of the image. */
  private void scale(ImageCode.Pixels image, float[] target, int from) {
    float[] corners = new float[4 * channels];
    int at = from;
    for (int y = 0; y < size.height(); y++) {
      float py = place(y, image.size.height(), size.height());
      int top = (int) py;
      int bottom = Math.min(top + 1, image.size.height() - 1);
      for (int x = 0; x < size.width(); x++) {
        float px = place(x, image.size.width(), size.width());
        int left = (int) px;
        int right = Math.min(left + 1, image.size.width() - 1);
        int[] indices = {
          top * image.size.width() + left,
          top * image.size.width() + right,
          bottom * image.size.width() + left,
          bottom * image.size.width() + right
        };
        int filled = 0;
        for (int i : indices) {
          filled = put(image, image.rgb[i], corners, filled);
        }
        at = blend(corners, py - top, px - left, target, at);
      }
    }
  }

  private static float place(int i, int from, int to) {
    return Math.min(Math.max((i + 0.5f) * from / to - 0.5f, 0), from - 1);
  }

  private int blend(float[] corners, float down, float along, float[] target, int at) {
    for (int c = 0; c < channels; c++) {
      float top = corners[c] + along * (corners[channels + c] - corners[c]);
      float bottom =
          corners[2 * channels + c]
              + along * (corners[3 * channels + c] - corners[2 * channels + c]);
      target[at + c] = top + down * (bottom - top);
    }
    return at + channels;
  }

  @Override
  public void close() {
    tree.close();
  }
}
