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
 * {@code matrix[i, j] = Σ w·[target = i]·[answer = j]}, an array (classes, classes): the true class
 * down, the predicted one across. prediction (batch, …, classes), the greatest is said; target
 * class ids (batch, …) or (batch, …, 1), or (batch, …, classes). With one column, or (batch), the
 * classes are 0 and 1.
 */
@Component
@MetricType("confusion_matrix")
@Doc(
    value = "how often which class is taken for which",
    formula = "matrix[i, j] = Σ w·[target = i]·[answer = j]",
    shapes =
        "prediction (batch, …, classes) or (batch), target the same, or class ids (batch, …) → (classes, classes)",
    source = "scikit-learn confusion_matrix")
public final class ConfusionMatrix implements Metric<ConfusionMatrix.Config> {
  public record Config(
      @Default("0.5") @Doc("with one column: greater is class 1") double threshold) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Matrix.add(totals, prediction, target, weight, c.threshold(), Optional.empty());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Matrix.of(totals);
  }
}
