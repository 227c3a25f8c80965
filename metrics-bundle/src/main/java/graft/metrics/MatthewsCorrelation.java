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
 * Matthews' correlation for any number of classes (Gorodkin 2004): {@code (right·n − Σ are·said) /
 * √((n² − Σ said²)·(n² − Σ are²))}, n the weight of all, right that of the diagonal; 0 where the
 * root is 0. prediction (batch, …, classes), the greatest is said; target class ids (batch, …) or
 * (batch, …, 1), or (batch, …, classes). With one column, or (batch), the classes are 0 and 1.
 */
@Component
@MetricType("matthews_correlation")
@Doc(
    value = "correlation of answers and targets",
    formula = "(right·n − Σ are·said) / √((n² − Σ said²)·(n² − Σ are²))",
    shapes = "prediction (batch, …, classes) or (batch), target the same, or class ids (batch, …)",
    source = "Matthews 1975; Gorodkin 2004; scikit-learn matthews_corrcoef")
public final class MatthewsCorrelation implements Metric<MatthewsCorrelation.Config> {
  public record Config(
      @Default("0.5") @Doc("with one column: greater is class 1") double threshold) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Matrix.add(totals, prediction, target, weight, c.threshold(), Optional.empty());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    Tensor matrix = Matrix.of(totals);
    Tensor are = Matrix.are(matrix);
    Tensor said = Matrix.said(matrix);
    Tensor n = matrix.sum();
    Tensor above = Matrix.right(matrix).sum().multiply(n).subtract(are.multiply(said).sum());
    Tensor left = n.square().subtract(said.square().sum());
    Tensor right = n.square().subtract(are.square().sum());
    return Mean.ratio(above, left.multiply(right).sqrt());
  }
}
