package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Cohen's κ: {@code 1 − Σ d·matrix / Σ d·expected} with {@code expected[i, j] = are[i]·said[j] /
 * total} and the weight d of an error 1 (none), |i − j| (linear) or (i − j)² (quadratic); 0 if
 * chance alone makes no error. prediction (batch, …, classes), the greatest is said; target class
 * ids (batch, …) or (batch, …, 1), or (batch, …, classes). With one column, or (batch), the classes
 * are 0 and 1.
 */
@Component
@MetricType("cohen_kappa")
@Doc(
    value = "agreement of answers and targets beyond chance",
    formula = "κ = 1 − Σ d·matrix / Σ d·(are·said / total), d = [i ≠ j], |i − j| or (i − j)²",
    shapes = "prediction (batch, …, classes) or (batch), target the same, or class ids (batch, …)",
    source = "Cohen 1960 and 1968; scikit-learn cohen_kappa_score")
public final class CohenKappa implements Metric<CohenKappa.Config> {
  /** How much an error weighs. */
  public enum Weights {
    NONE,
    LINEAR,
    QUADRATIC
  }

  public record Config(
      @Default("none") @Doc("how much an error weighs by its distance") Weights weights,
      @Default("0.5") @Doc("with one column: greater is class 1") double threshold) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Matrix.add(totals, prediction, target, weight, c.threshold(), Optional.empty());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Tensor matrix = Matrix.of(totals);
    Tensor are = Matrix.are(matrix).like(matrix, 1);
    Tensor expected = Mean.ratio(are.multiply(Matrix.said(matrix).like(matrix, 0)), matrix.sum());
    Tensor distance = Matrix.number(matrix, 0).subtract(Matrix.number(matrix, 1)).abs();
    Tensor d =
        switch (c.weights()) {
          case NONE -> distance.minimum(1);
          case LINEAR -> distance;
          case QUADRATIC -> distance.square();
        };
    Tensor chance = d.multiply(expected).sum();
    return Mean.ratio(chance.subtract(d.multiply(matrix).sum()), chance);
  }
}
