package graft.layers.reshaping;

import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The same vector at each of n steps, {@code y[b,i,f] = x[b,f]}. x (batch, features) → y (batch, n,
 * features). As Keras' RepeatVector.
 */
@Component
@LayerType("repeat_vector")
@Doc(
    value = "the same vector at each of n steps",
    formula = "y[b,i,f] = x[b,f]",
    shapes = "x (batch, features) → y (batch, n, features)",
    source = "as Keras' RepeatVector")
public final class RepeatVector implements Layer<RepeatVector.Config> {
  public record Config(@Range(min = 1) @Doc("number of steps") int n) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 2) {
      throw new ShapeException(
          "needs vectors (batch, features), got " + x.shape(), "flatten it before");
    }
    Tensor y = x.expandDims(1).broadcastTo(x.shape().insert(1, Dim.of(c.n())));
    scope.mask(y, Optional.empty()); // a mask of features says nothing of steps
    return y;
  }
}
