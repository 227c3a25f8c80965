package graft.layers.recurrent;

import graft.api.Cell;
import graft.api.CellType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * One step of a plain recurrent network, {@code h' = activation(x·kernel + h·recurrent_kernel +
 * bias)}; the output is h'. x (batch, in), h (batch, units); kernel (in, units), recurrent_kernel
 * (units, units), bias (units). Elman 1990.
 */
@Component
@CellType("simple_rnn_cell")
@Doc(
    value = "one step of a plain recurrent network",
    formula = "h' = activation(x·kernel + h·recurrent_kernel + bias), y = h'",
    shapes = "x (batch, in), h (batch, units) → y (batch, units)",
    source = "as Keras' SimpleRNNCell")
public final class SimpleRnnCell implements Cell<SimpleRnnCell.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of state and output") int units,
      @Default("tanh") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of x dropped")
          double dropout,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of h dropped")
          double recurrentDropout) {}

  @Override
  public List<Shape> stateShapes(Config c, Shape x) {
    return List.of(Shape.of(x.dim(0), c.units()));
  }

  @Override
  public Step apply(Config c, Tensor x, List<Tensor> states, Scope scope) {
    Tensor z = Gates.input(x, c.units(), c.dropout(), scope);
    Tensor h = Gates.dropped(states.get(0), c.recurrentDropout(), scope);
    z = z.add(h.matmul(Gates.recurrentKernel(c.units(), c.units(), scope)));
    if (c.useBias()) {
      z = z.add(scope.param("bias", Shape.of(c.units()), Spec.of("zeros")));
    }
    Tensor next = scope.activation(c.activation(), z);
    return new Step(next, List.of(next));
  }
}
