package graft.layers.merging;

import graft.api.Block;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.NoConfig;
import graft.api.Scope;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of its n inputs, {@code y = (x₁ + … + xₙ)/n}. Two inputs or more (batch, …) whose shapes
 * broadcast → y (batch, …); what any input masks is masked.
 */
@Component
@LayerType("average")
@Doc(
    value = "the mean of its inputs",
    formula = "y = (x₁ + … + xₙ)/n",
    shapes = "x₁, x₂ … (batch, …) → y (batch, …)",
    source = "as Keras' Average")
public final class Average implements Block<NoConfig> {
  @Override
  public List<Tensor> apply(NoConfig c, List<Tensor> xs, Scope scope) {
    Merging.atLeastTwo(xs);
    Tensor y = xs.stream().reduce(Tensor::add).orElseThrow().divide(xs.size());
    scope.mask(y, Merging.commonMask(xs, y, scope));
    return List.of(y);
  }
}
