package graft.layers.regularizer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Regularizer;
import graft.api.RegularizerType;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.layers.initializer.Identity;
import org.osgi.service.component.annotations.Component;

/**
 * {@code factor·Σ |cos(i, j)|/(n(n − 1))} over all pairs i ≠ j of the n rows (or columns) of a
 * matrix: 0 where all are at right angles. As Keras' OrthogonalRegularizer; a norm counts as 1e-7
 * at least.
 */
@Component
@RegularizerType("orthogonal")
@Doc(
    value = "pushes rows or columns of a matrix to right angles",
    formula = "factor·Σ |cos(i, j)|/(n(n − 1)), i ≠ j of n rows",
    shapes = "(rows, columns) → scalar",
    source = "as Keras' OrthogonalRegularizer")
public final class OrthogonalRegularizer implements Regularizer<OrthogonalRegularizer.Config> {
  /** The vectors that are compared. */
  public enum Mode {
    ROWS,
    COLUMNS
  }

  public record Config(
      @Default("0.01") @Range(min = 0) double factor, @Default("rows") Mode mode) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    if (param.rank() != 2) {
      throw new ShapeException("orthogonal needs a matrix, got " + param.shape(), "");
    }
    Tensor rows =
        switch (c.mode()) {
          case ROWS -> param;
          case COLUMNS -> param.transpose(1, 0);
        };
    int n = rows.shape().size(0);
    if (n == 1) {
      return rows.sum().multiply(0);
    }
    Tensor unit = rows.multiply(rows.square().sum(1).maximum(1e-14).rsqrt().like(rows, 1));
    Tensor cosines = unit.matmul(unit.transpose(1, 0));
    Tensor others = Identity.eye(cosines.type()).negate().add(1);
    return cosines.multiply(others).abs().sum().multiply(c.factor() / (n * (n - 1.0)));
  }
}
