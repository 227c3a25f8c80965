package graft.metrics;

import graft.api.Tensor;
import graft.api.Totals;
import java.util.Optional;

/** F scores by class. */
final class FScores {
  /** How the classes' scores become one. */
  public enum Average {
    /** An array (n), unless there is one column only. */
    NONE,
    /** All columns counted together. */
    MICRO,
    /** The mean of the columns. */
    MACRO,
    /** The mean of the columns, each by how often it is right to say yes. */
    WEIGHTED
  }

  private FScores() {}

  /** Adds a batch; without a threshold the greatest of a row is the yes, and 0.5 for one column. */
  static void add(Totals totals, Rows rows, Optional<Double> threshold) {
    int n = rows.prediction().shape().last();
    Tensor p = rows.prediction();
    Tensor yes =
        threshold.isPresent() || n == 1
            ? p.greater(threshold.orElse(0.5)).cast(p.dtype())
            : p.argMax(1).oneHot(n, p.dtype());
    totals.add("true_positives", rows.sum(yes.multiply(rows.target())));
    totals.add("said", rows.sum(yes));
    totals.add("are", rows.sum(rows.target()));
  }

  /** (1 + β²)·tp / (β²·are + said), by column or together. */
  static Tensor of(Totals totals, Average average, double beta) {
    Tensor tp = totals.get("true_positives");
    Tensor said = totals.get("said");
    Tensor are = totals.get("are");
    if (average == Average.MICRO) {
      return score(tp.sum(), said.sum(), are.sum(), beta);
    }
    Tensor scores = score(tp, said, are, beta);
    return switch (average) {
      case NONE, MICRO -> Counts.single(scores);
      case MACRO -> scores.mean();
      case WEIGHTED -> Mean.ratio(scores.multiply(are).sum(), are.sum());
    };
  }

  private static Tensor score(Tensor tp, Tensor said, Tensor are, double beta) {
    double square = beta * beta;
    return Mean.ratio(tp.multiply(1 + square), are.multiply(square).add(said));
  }
}
