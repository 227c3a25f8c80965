package graft.layers.regularization;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x}, and adds {@code (l1·Σ|x| + l2·Σx²)/batch} to what training minimises. x (batch, …)
 * → y of the same shape. As Keras' ActivityRegularization; divided by the batch's size, so that its
 * weight beside a mean loss does not depend on it.
 */
@Component
@LayerType("activity_regularization")
@Doc(
    value = "adds a penalty on its input to the loss",
    formula = "y = x; loss += (l1·Σ|x| + l2·Σx²)/batch",
    shapes = "x (batch, …) → y (batch, …)",
    source = "as Keras' ActivityRegularization")
public final class ActivityRegularization implements Layer<ActivityRegularization.Config> {
  public record Config(
      @Default("0") @Range(min = 0) @Doc("weight of the absolute values") double l1,
      @Default("0") @Range(min = 0) @Doc("weight of the squares") double l2) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Tensor absolute = x.abs().sum().multiply(c.l1());
    Tensor square = x.square().sum().multiply(c.l2());
    scope.loss("activity", absolute.add(square).divide(x.size(0)));
    return x;
  }
}
