package graft.layers.core;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x} where x &gt; 0, else {@code alpha·(eˣ − 1)}, as a layer. x (batch, …) → y of the
 * same shape. Clevert, Unterthiner and Hochreiter 2015, arXiv 1511.07289; as Keras' ELU layer.
 */
@Component
@LayerType("elu")
@Doc(
    value = "x where x > 0, else alpha·(exp(x) − 1), as a layer",
    formula = "y = x for x > 0, else alpha·(exp(x) − 1)",
    shapes = "x (batch, …) → y (batch, …)",
    source = "arXiv 1511.07289, as Keras' ELU")
public final class EluLayer implements Layer<EluLayer.Config> {
  public record Config(@Default("1") double alpha) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    return scope.activation(Spec.of("elu").with("alpha", c.alpha()), x);
  }
}
