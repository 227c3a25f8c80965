package graft.layers.recurrent;

import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * A layer at each time step, with the same weights, {@code y[:, t] = layer(x[:, t])}. x (batch,
 * time, …) → y (batch, time, …); a mask (batch, time) goes on to y, further axes of it go to the
 * layer.
 *
 * <p>Time is folded into the batch, (batch·time, …): one large product instead of many small ones
 * in a scan. Layers treat examples apart, so this is the same but for those of the batch's
 * statistics: batch_normalization takes them over batch and time together, where a scan would take
 * them for each step and move its averages time times.
 */
@Component
@LayerType("time_distributed")
@Doc(
    value = "a layer at each time step, with the same weights",
    formula = "y[:, t] = layer(x[:, t])",
    shapes = "x (batch, time, …) → y (batch, time, …)",
    source = "as Keras' TimeDistributed")
public final class TimeDistributed implements Layer<TimeDistributed.Config> {
  public record Config(@Doc("a layer such as conv2d") Spec layer) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() < 3) {
      throw new ShapeException("needs (batch, time, …), got " + x.shape(), "");
    }
    Tensor folded = folded(x);
    Optional<Tensor> mask = scope.mask(x);
    scope.mask(folded, mask.filter(m -> m.rank() > 2).map(TimeDistributed::folded));
    Tensor y = scope.layer("layer", c.layer(), folded);
    Shape steps = x.shape().part(0, 2);
    Tensor unfolded = y.reshape(steps.concat(y.shape().part(1, y.rank())));
    // A step counts if anything in it does.
    scope.mask(unfolded, mask.map(TimeDistributed::ofSteps));
    return unfolded;
  }

  private static Tensor folded(Tensor x) {
    Dim rows = x.shape().dim(0).times(x.shape().dim(1));
    return x.reshape(x.shape().part(2, x.rank()).prepend(rows));
  }

  private static Tensor ofSteps(Tensor mask) {
    return mask.rank() <= 2 ? mask : mask.max(IntStream.range(2, mask.rank()).toArray());
  }
}
