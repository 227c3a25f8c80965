package graft.layers.constraint;

import graft.api.Constraint;
import graft.api.ConstraintType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code w/(n + 1e-7)}, n = √Σ w² over {@code axis}: everything has length 1. As Keras' UnitNorm;
 * for axis see {@link MaxNorm}.
 */
@Component
@ConstraintType("unit_norm")
@Doc(
    value = "scales to length 1",
    formula = "w/(n + 1e-7), n = √Σ w² over axis",
    source = "as Keras' UnitNorm")
public final class UnitNorm implements Constraint<UnitNorm.Config> {
  public record Config(@Default("[0]") List<Integer> axis) {}

  @Override
  public Tensor apply(Config c, Tensor param) {
    int[] axes = Norms.axes(c.axis());
    Tensor norm = Norms.of(param, axes);
    return Norms.scaled(param, Tensor.full(norm.type(), 1), norm, axes);
  }
}
