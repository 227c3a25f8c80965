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
 * The elementwise greatest of its inputs, {@code y = max(x₁, x₂ …)}. Two inputs or more (batch, …)
 * whose shapes broadcast → y (batch, …); what any input masks is masked.
 */
@Component
@LayerType("maximum")
@Doc(
    value = "the greatest of its inputs",
    formula = "y = max(x₁, x₂ …)",
    shapes = "x₁, x₂ … (batch, …) → y (batch, …)",
    source = "as Keras' Maximum")
public final class Maximum implements Block<NoConfig> {
  @Override
  public List<Tensor> apply(NoConfig c, List<Tensor> xs, Scope scope) {
    return Merging.fold(xs, scope, Tensor::maximum);
  }
}
