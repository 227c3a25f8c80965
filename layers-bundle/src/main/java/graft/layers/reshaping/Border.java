package graft.layers.reshaping;

import graft.api.ConfigException;
import graft.api.Dim;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.List;

/** How much is added or cut before and after along an axis. */
record Border(int low, int high) {
  /** {@code n} for both ends, or {@code [low, high]}. */
  static Border of(String field, List<Integer> sizes) {
    if (sizes.isEmpty() || sizes.size() > 2) {
      throw new ConfigException(field + ": expected a number or [before, after], got " + sizes, "");
    }
    return new Border(sizes.get(0), sizes.get(sizes.size() - 1));
  }

  /**
   * Rows and columns: {@code n}, {@code [rows, columns]} or {@code [[top, bottom], [left, right]]}.
   */
  static List<Border> ofImage(String field, List<List<Integer>> sizes) {
    boolean single = sizes.size() == 1 && sizes.get(0).size() == 1;
    if (!single && sizes.size() != 2) {
      throw new ConfigException(
          field
              + ": expected a number, [rows, columns] or [[top, bottom], [left, right]], got "
              + sizes,
          "");
    }
    return List.of(of(field, sizes.get(0)), of(field, sizes.get(sizes.size() - 1)));
  }

  Tensor pad(Tensor x, int axis) {
    return low + high == 0 ? x : x.pad(axis, Dim.of(low), Dim.of(high), 0);
  }

  Tensor crop(Tensor x, int axis) {
    Dim left = x.shape().dim(axis).plus(-low - high);
    if (left.isFixed() && left.size() < 1) {
      throw new ShapeException(
          "cropping "
              + low
              + " and "
              + high
              + " leaves nothing of axis "
              + axis
              + " of "
              + x.shape(),
          "crop less");
    }
    return low + high == 0 ? x : x.slice(axis, Dim.of(low), left);
  }
}
