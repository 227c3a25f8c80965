package graft.layers.merging;

import graft.api.Block;
import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Its inputs one behind the other along an axis, {@code y = [x₁, x₂ …]}. Two inputs or more (batch,
 * …), equal but for that axis → y (batch, …), whose axis has the sum of their sizes. Masks are put
 * one behind the other too if the axis is theirs (say time); else what any input masks is masked.
 */
@Component
@LayerType("concatenate")
@Doc(
    value = "puts its inputs one behind the other along an axis",
    formula = "y = [x₁, x₂ …]",
    shapes = "x₁ (batch, …, m), x₂ (batch, …, n) → y (batch, …, m + n)",
    source = "as Keras' Concatenate")
public final class Concatenate implements Block<Concatenate.Config> {
  public record Config(@Default("-1") @Doc("the axis that grows; not 0, the batch") int axis) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Merging.atLeastTwo(xs);
    int axis = xs.get(0).shape().axis(c.axis());
    if (axis == 0) {
      throw new ShapeException("axis must not be 0, the batch", "");
    }
    Tensor y = Tensor.concat(axis, xs);
    Optional<Tensor> first = xs.stream().map(scope::mask).flatMap(Optional::stream).findFirst();
    if (first.isPresent() && axis < first.get().rank()) {
      int rank = first.get().rank();
      scope.mask(y, Optional.of(maskAlong(axis, xs, rank, scope)));
    } else {
      scope.mask(y, Merging.commonMask(xs, y, scope));
    }
    return List.of(y);
  }

  /** The masks one behind the other; an input without one counts. */
  private static Tensor maskAlong(int axis, List<Tensor> xs, int rank, Scope scope) {
    return Tensor.concat(
        axis,
        xs.stream()
            .map(
                x ->
                    scope
                        .mask(x)
                        .orElseGet(
                            () ->
                                Tensor.full(
                                    new TensorType(DType.BOOL, x.shape().part(0, rank)), 1)))
            .toList());
  }
}
