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
 * The difference of its two inputs, {@code y = x₁ − x₂}. x₁, x₂ (batch, …) whose shapes broadcast →
 * y (batch, …); what any input masks is masked.
 */
@Component
@LayerType("subtract")
@Doc(
    value = "the difference of two inputs",
    formula = "y = x₁ − x₂",
    shapes = "x₁, x₂ (batch, …) → y (batch, …)",
    source = "as Keras' Subtract")
public final class Subtract implements Block<NoConfig> {
  @Override
  public List<Tensor> apply(NoConfig c, List<Tensor> xs, Scope scope) {
    Merging.two(xs);
    return Merging.fold(xs, scope, Tensor::subtract);
  }
}
