package graft.metrics;

import graft.api.DType;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Weighted counts of pairs of classes, total {@code matrix} (classes, classes): the true class
 * down, the predicted one across. One column, or a vector, makes two classes.
 */
final class Matrix {
  private Matrix() {}

  /** Adds a batch; elements of the ignored class do not count. */
  static void add(
      Totals totals,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      double threshold,
      Optional<Integer> ignored) {
    boolean two = prediction.rank() == 1 || prediction.shape().dim(-1).is(1);
    int classes = two ? 2 : prediction.shape().last();
    Tensor said = two ? prediction.greater(threshold).cast(DType.I32) : prediction.argMax(-1);
    Tensor are = two ? Targets.like(prediction, target) : Targets.classes(prediction, target);
    Shape rows = new Shape(List.of(said.shape().elements()));
    Tensor ids = are.cast(DType.I32).reshape(rows);
    Tensor w = Rows.spread(weight, said.shape()).cast(DType.F32).reshape(rows);
    if (ignored.isPresent()) {
      Tensor gone = ids.equal(Tensor.constant(DType.I32, ignored.get()));
      w = gone.select(Tensor.constant(DType.F32, 0), w);
    }
    Tensor down = ids.oneHot(classes, DType.F32);
    down = down.multiply(w.like(down, 1));
    Tensor across = said.reshape(rows).oneHot(classes, DType.F32);
    totals.add("matrix", down.transpose(1, 0).matmul(across));
  }

  static Tensor of(Totals totals) {
    return totals.get("matrix");
  }

  /** Σ of each row: how often a class is the true one. */
  static Tensor are(Tensor matrix) {
    return matrix.sum(1);
  }

  /** Σ of each column: how often a class is said. */
  static Tensor said(Tensor matrix) {
    return matrix.sum(0);
  }

  /** The diagonal: how often a class is said rightly. */
  static Tensor right(Tensor matrix) {
    Tensor eye = number(matrix, 0).equal(number(matrix, 1));
    return eye.select(matrix, Tensor.constant(matrix.dtype(), 0)).sum(1);
  }

  /** The number of each element's row (0) or column (1). */
  static Tensor number(Tensor matrix, int axis) {
    return Tensor.iota(matrix.dtype(), matrix.shape(), axis);
  }

  /** The mean of right / (are + said − right) over the classes that occur, of those given. */
  static Tensor meanIou(Tensor matrix, List<Integer> classes) {
    Tensor right = right(matrix);
    Tensor union = are(matrix).add(said(matrix)).subtract(right);
    Tensor iou = chosen(Mean.ratio(right, union), classes);
    Tensor occurs = chosen(union, classes).greater(0).cast(union.dtype());
    return Mean.ratio(iou.sum(), occurs.sum());
  }

  private static Tensor chosen(Tensor x, List<Integer> classes) {
    if (classes.isEmpty()) {
      return x;
    }
    List<Tensor> parts = new ArrayList<>();
    for (int c : classes) {
      if (c >= x.shape().last()) {
        throw new ShapeException(
            "target_class_ids must be below the number of classes, "
                + x.shape().last()
                + ", got "
                + c,
            "");
      }
      parts.add(x.slice(0, c, 1));
    }
    return Tensor.concat(0, parts);
  }
}
