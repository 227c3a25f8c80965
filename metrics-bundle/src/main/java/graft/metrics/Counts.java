package graft.metrics;

import graft.api.DType;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;
import java.util.Optional;

/**
 * Weighted counts of yes and no at thresholds: a prediction above the threshold says yes. With
 * {@code perColumn} each column is counted alone, else all together.
 *
 * @param tp said yes and is, (thresholds) or (n, thresholds)
 * @param fp said yes and is not
 * @param fn said no and is
 * @param tn said no and is not
 */
record Counts(Tensor tp, Tensor fp, Tensor fn, Tensor tn) {
  /** Adds a batch. */
  static void add(Totals totals, Rows rows, Tensor thresholds, boolean perColumn) {
    int[] axes = perColumn ? new int[] {0} : new int[] {0, 1};
    Tensor above = rows.prediction().expandDims(-1).greater(thresholds).cast(rows.weight().dtype());
    Tensor yes = rows.target().multiply(rows.weight());
    Tensor no = rows.weight().subtract(yes);
    totals.add("true_positives", above.multiply(yes.expandDims(-1)).sum(axes));
    totals.add("false_positives", above.multiply(no.expandDims(-1)).sum(axes));
    totals.add("positives", yes.sum(axes));
    totals.add("negatives", no.sum(axes));
  }

  /** Adds a batch at evenly spread thresholds, of all columns together or of one alone. */
  static void add(
      Totals totals,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      int thresholds,
      Optional<Integer> classId) {
    Rows rows = Rows.labels(prediction, target, weight);
    add(totals, classId.map(rows::column).orElse(rows), thresholds(thresholds), false);
  }

  /** All batches so far. */
  static Counts of(Totals totals) {
    Tensor tp = totals.get("true_positives");
    Tensor fp = totals.get("false_positives");
    return new Counts(
        tp,
        fp,
        totals.get("positives").expandDims(-1).subtract(tp),
        totals.get("negatives").expandDims(-1).subtract(fp));
  }

  /** Given thresholds, f32 (k). */
  static Tensor thresholds(List<Double> values) {
    return Tensor.concat(
        0, values.stream().map(t -> Tensor.constant(DType.F32, t).expandDims(0)).toList());
  }

  /** Evenly spread from just below 0 to just above 1, as in Keras; f32 (count). */
  static Tensor thresholds(int count) {
    Tensor steps = Tensor.iota(DType.F32, Shape.of(count), 0);
    Tensor inside = steps.divide(count - 1);
    Tensor low = inside.equal(Tensor.constant(DType.F32, 0));
    Tensor high = steps.equal(Tensor.constant(DType.F32, count - 1));
    Tensor below = Tensor.constant(DType.F32, -1e-7);
    return low.select(below, high.select(Tensor.constant(DType.F32, 1 + 1e-7), inside));
  }

  /** tp / (tp + fp). */
  Tensor precision() {
    return Mean.ratio(tp, tp.add(fp));
  }

  /** tp / (tp + fn), the sensitivity. */
  Tensor recall() {
    return Mean.ratio(tp, tp.add(fn));
  }

  /** tn / (tn + fp). */
  Tensor specificity() {
    return Mean.ratio(tn, tn.add(fp));
  }

  /** The greatest value where the condition is met, and 0 if it is nowhere. */
  static Tensor best(Tensor value, Tensor condition, double least) {
    Tensor met = condition.greaterEqual(Tensor.constant(condition.dtype(), least));
    return met.select(value, Tensor.constant(value.dtype(), 0)).max();
  }

  /** One threshold's figure as a scalar. */
  static Tensor single(Tensor figures) {
    return figures.rank() == 1 && figures.shape().last() == 1 ? figures.squeeze(0) : figures;
  }
}
