package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * {@code R² = 1 − Σw(t − p)² / Σw(t − t̄)²} for each column, then averaged; 0 for a constant
 * target. With {@code num_regressors} k the adjusted {@code 1 − (1 − R²)·(n − 1)/(n − k − 1)}, n
 * being Σw, where n > k + 1. prediction and target (batch, …, n) or (batch).
 */
@Component
@MetricType("r2_score")
@Doc(
    value = "share of the target's variance that the prediction explains",
    formula = "R² = 1 − Σ(target − prediction)² / Σ(target − mean)²",
    shapes = "prediction, target (batch, …, n) or (batch)",
    source = "Keras R2Score; scikit-learn r2_score")
public final class R2Score implements Metric<R2Score.Config> {
  /** How the columns become one number. */
  public enum Aggregation {
    NONE,
    UNIFORM_AVERAGE,
    VARIANCE_WEIGHTED_AVERAGE
  }

  public record Config(
      @Default("uniform_average") @Doc("how the columns become one number; none: an array")
          Aggregation classAggregation,
      @Default("0") @Range(min = 0) @Doc("features, for the adjusted R²; 0: not adjusted")
          int numRegressors) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Rows rows = Rows.numbers(prediction, target, weight);
    totals.add("residual", rows.sum(rows.target().subtract(rows.prediction()).square()));
    Moments.add(totals, rows);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Tensor weight = totals.get("weight");
    Tensor variance = Moments.variance(totals, "t").multiply(weight);
    Tensor raw = Mean.ratio(variance.subtract(totals.get("residual")), variance);
    Tensor r2 =
        switch (c.classAggregation()) {
          case NONE -> Counts.single(raw);
          case UNIFORM_AVERAGE -> raw.mean();
          case VARIANCE_WEIGHTED_AVERAGE ->
              Mean.ratio(raw.multiply(variance).sum(), variance.sum());
        };
    if (c.numRegressors() == 0) {
      return r2;
    }
    Tensor n = weight.max();
    Tensor free = n.subtract(c.numRegressors() + 1);
    Tensor adjusted = Mean.ratio(r2.subtract(1).multiply(n.subtract(1)), free).add(1);
    return free.greater(0).select(adjusted, r2);
  }
}
