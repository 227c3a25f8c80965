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
 * The elementwise product of its inputs, {@code y = x₁·x₂ · …}. Two inputs or more (batch, …) whose
 * shapes broadcast → y (batch, …); what any input masks is masked.
 */
@Component
@LayerType("multiply")
@Doc(
    value = "the product of its inputs",
    formula = "y = x₁·x₂ · …",
    shapes = "x₁, x₂ … (batch, …) → y (batch, …)",
    source = "as Keras' Multiply")
public final class Multiply implements Block<NoConfig> {
  @Override
  public List<Tensor> apply(NoConfig c, List<Tensor> xs, Scope scope) {
    return Merging.fold(xs, scope, Tensor::multiply);
  }
}
