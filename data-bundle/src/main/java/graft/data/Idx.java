package graft.data;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Doc;
import graft.api.NdArray;
import graft.api.SourceType;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * MNIST's file format, plain or gzipped: {@code idx:IMAGES,LABELS}. Images (n, height, width)
 * become a column {@code image} f32 (height, width, 1) with values as in the file (0 … 255 for
 * bytes); other ranks become {@code features} with their own shape. Labels are integers (n).
 * Format: LeCun, "The MNIST database of handwritten digits".
 *
 * <p>Longer than a catalogue class should be, for the checks of labels against images and classes.
 */
@Component
@SourceType("idx")
@Doc("IDX files of images and labels, as MNIST's, plain or gzipped")
public final class Idx implements DataSource<Idx.Config> {
  /** The files; without labels there are only features, which is enough to predict. */
  public record Config(
      @Doc("file of images") String images, @Doc("file of labels") Optional<String> labels) {}

  @Override
  public Dataset open(Config config) {
    return open(config, OptionalInt.empty());
  }

  /** The classes are those of the training data, whichever of them occur. */
  @Override
  public Dataset open(Config config, Schema like) {
    return open(
        config,
        like.of(Column.Role.TARGET).stream()
            .filter(column -> !column.classes().isEmpty())
            .mapToInt(column -> column.classes().size())
            .findFirst());
  }

  private static Dataset open(Config config, OptionalInt trained) {
    IdxFile images = IdxFile.read(config.images());
    if (images.shape().length < 2) {
      throw new DataException(
          config.images(),
          "images have two axes or more (n, …), got shape " + Arrays.toString(images.shape()),
          config.labels().isPresent() ? "the order is idx:IMAGES,LABELS" : "");
    }
    Optional<int[]> labels = config.labels().map(file -> labels(file, config.images(), images));
    if (images.bytes().isPresent() && images.shape().length == 3) {
      int[] classes = labels.orElse(new int[0]);
      int count = count(config, classes, trained);
      return new ByteImages(
          images.bytes().get(), images.shape()[1], images.shape()[2], 1, classes, count);
    }
    return general(config, images, labels, trained);
  }

  private static Dataset general(
      Config config, IdxFile images, Optional<int[]> labels, OptionalInt trained) {
    List<Integer> shape = new ArrayList<>();
    Arrays.stream(images.shape()).skip(1).forEach(shape::add);
    boolean image = shape.size() == 2;
    if (image) {
      shape.add(1);
    }
    List<Column> columns = new ArrayList<>();
    String name = image ? "image" : "features";
    columns.add(new Column(name, Column.Role.FEATURE, DType.F32, shape, List.of()));
    int n = images.shape()[0];
    int[] whole = IntStream.concat(IntStream.of(n), shape.stream().mapToInt(i -> i)).toArray();
    List<NdArray> arrays = new ArrayList<>();
    arrays.add(new NdArray(images.floats(), whole));
    labels.ifPresent(
        classes -> {
          List<String> names =
              IntStream.range(0, count(config, classes, trained))
                  .mapToObj(Integer::toString)
                  .toList();
          columns.add(new Column("label", Column.Role.TARGET, DType.I32, List.of(), names));
          arrays.add(new NdArray(classes, n));
        });
    return new ArrayDataset(new Schema(columns), arrays);
  }

  private static int[] labels(String file, String imageFile, IdxFile images) {
    IdxFile labels = IdxFile.read(file);
    if (labels.shape().length != 1 || labels.shape()[0] != images.shape()[0]) {
      throw new DataException(
          file,
          "expected "
              + images.shape()[0]
              + " labels, one for each image of "
              + imageFile
              + ", got shape "
              + Arrays.toString(labels.shape()),
          "the order is idx:IMAGES,LABELS");
    }
    float[] values = labels.floats();
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = (int) values[i];
      if (classes[i] != values[i] || classes[i] < 0 || classes[i] > 99_999) {
        throw new DataException(
            file, "label " + i + " is " + values[i] + ", expected an integer from 0 to 99999", "");
      }
    }
    return classes;
  }

  private static int count(Config config, int[] classes, OptionalInt trained) {
    int count = Arrays.stream(classes).max().orElse(-1) + 1;
    if (trained.isPresent() && count > trained.getAsInt()) {
      throw new DataException(
          config.labels().orElse(config.images()),
          "a label is "
              + (count - 1)
              + ", the training data had "
              + trained.getAsInt()
              + " classes",
          "");
    }
    return trained.orElse(count);
  }
}
