package graft.data.array;

import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Features and labels of arrays (n, …), each with the shape that it has. Features are f32 or, if
 * that is asked for, i32, and called {@code image} if they have three axes (height, width,
 * channels), else {@code features}. Bytes (n, height, width) are grey images, which get the axis of
 * channels: floats of such a shape may as well be sequences (n, time, features). For a trained
 * model an array takes the name and the axes of its training data, if it has as many elements.
 * Labels are i32 classes if they are one integer or truth value an example, else f32.
 */
final class ArrayColumns {
  private static final int MOST_CLASSES = 100_000;

  private final String place;
  private final DType dtype;
  private final Optional<Schema> like;
  private final List<Column> columns = new ArrayList<>();
  private final List<NdArray> arrays = new ArrayList<>();

  ArrayColumns(String place, DType dtype, Optional<Schema> like) {
    this.place = place;
    this.dtype = dtype;
    this.like = like;
  }

  /** The dtype of features. */
  static DType dtype(Npz.Type type) {
    return type == Npz.Type.I32 ? DType.I32 : DType.F32;
  }

  ArrayColumns features(NpyArray x) {
    List<Integer> all = x.shape();
    if (all.isEmpty() || x.size() == 0) {
      throw new DataException(place, "examples are expected, got shape " + all, "");
    }
    Column own =
        new Column("features", Column.Role.FEATURE, dtype, all.subList(1, all.size()), List.of());
    add(x, like.flatMap(schema -> trained(own, schema)).orElseGet(() -> image(x, own)));
    return this;
  }

  /** The only feature of the training data, if this is one but for an axis of channels. */
  private static Optional<Column> trained(Column own, Schema like) {
    List<Column> features = like.of(Column.Role.FEATURE);
    return features.stream()
        .filter(column -> features.size() == 1 && column.dtype() == own.dtype())
        .filter(column -> column.shape().equals(own.shape()) || column.shape().equals(grey(own)))
        .findFirst();
  }

  private static Column image(NpyArray x, Column own) {
    List<Integer> shape = own.shape().size() == 2 && x.isByte() ? grey(own) : own.shape();
    boolean image = own.dtype() == DType.F32 && shape.size() == 3;
    return image ? new Column("image", own.role(), own.dtype(), shape, List.of()) : own;
  }

  private static List<Integer> grey(Column column) {
    return Stream.concat(column.shape().stream(), Stream.of(1)).toList();
  }

  ArrayColumns labels(NpyArray y) {
    List<Integer> all = y.shape();
    int examples = arrays.get(0).shape()[0];
    if (all.isEmpty() || all.get(0) != examples) {
      throw new DataException(
          place, "expected " + examples + " labels, one for each example, got shape " + all, "");
    }
    List<Integer> shape = all.subList(1, all.size());
    boolean single = shape.isEmpty() || shape.equals(List.of(1));
    List<String> classes = single && !y.isFloating() ? classes(y) : List.of();
    boolean numbers = classes.isEmpty();
    add(
        y,
        new Column(
            "label",
            Column.Role.TARGET,
            numbers ? DType.F32 : DType.I32,
            numbers ? shape : List.of(),
            classes));
    return this;
  }

  /** 0 … greatest, or those of the training data; none if there are numbers below 0. */
  private List<String> classes(NpyArray y) {
    Optional<Column> trained = like.flatMap(s -> s.of(Column.Role.TARGET).stream().findFirst());
    if (trained.isPresent() && trained.get().classes().isEmpty()) {
      return List.of();
    }
    if (y.isTruth()) {
      return List.of("false", "true");
    }
    double most = -1;
    for (int i = 0; i < y.size(); i++) {
      if (y.get(i) < 0) {
        return List.of();
      }
      most = Math.max(most, y.get(i));
    }
    if (most >= MOST_CLASSES) {
      throw new DataException(
          place, "a label is " + (long) most + ", expected 0 to " + (MOST_CLASSES - 1), "");
    }
    if (trained.isPresent()) {
      List<String> classes = trained.get().classes();
      if (most >= classes.size()) {
        throw new DataException(
            place,
            "a label is " + (long) most + ", the training data had " + classes.size() + " classes",
            "");
      }
      return classes;
    }
    return IntStream.rangeClosed(0, (int) most).mapToObj(Integer::toString).toList();
  }

  private void add(NpyArray array, Column column) {
    int n = array.shape().get(0);
    int[] shape =
        Stream.concat(Stream.of(n), column.shape().stream()).mapToInt(Integer::intValue).toArray();
    NdArray values = NdArray.zeros(column.dtype(), shape);
    for (int i = 0; i < array.size(); i++) {
      values.set(i, array.get(i));
    }
    columns.add(column);
    arrays.add(values);
  }

  Dataset dataset() {
    return new ArrayDataset(new Schema(columns), arrays);
  }
}
