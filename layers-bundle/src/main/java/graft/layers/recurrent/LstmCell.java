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
 * One step of an LSTM. With (i, f, g, o) = x·kernel + h·recurrent_kernel + bias in this order, as
 * in Keras and PyTorch: {@code c' = σ(f)·c + σ(i)·activation(g)}, {@code h' = σ(o)·activation(c')},
 * where σ is recurrent_activation; the output is h'. x (batch, in), h and c (batch, units); kernel
 * (in, 4·units), recurrent_kernel (units, 4·units), bias (4·units), of which f's is 1 at first with
 * {@code unit_forget_bias} (Jozefowicz et al. 2015). Hochreiter and Schmidhuber 1997; Gers et al.
 * 2000.
 */
@Component
@CellType("lstm_cell")
@Doc(
    value = "one step of a long short-term memory",
    formula = "(i, f, g, o) = x·W + h·U + b; c' = σ(f)·c + σ(i)·tanh(g); y = h' = σ(o)·tanh(c')",
    shapes = "x (batch, in), h, c (batch, units) → y (batch, units)",
    source = "Hochreiter and Schmidhuber 1997; as Keras' LSTMCell")
public final class LstmCell implements Cell<LstmCell.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of states and output") int units,
      @Default("tanh") Spec activation,
      @Default("sigmoid") @Doc("of the gates") Spec recurrentActivation,
      @Default("true") @Doc("adds a learned bias") boolean useBias,
      @Default("true") @Doc("the forget gate's bias is 1 at first") boolean unitForgetBias,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of x dropped")
          double dropout,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of h dropped")
          double recurrentDropout) {}

  @Override
  public List<Shape> stateShapes(Config c, Shape x) {
    Shape state = Shape.of(x.dim(0), c.units());
    return List.of(state, state);
  }

  @Override
  public Step apply(Config c, Tensor x, List<Tensor> states, Scope scope) {
    int size = Gates.columns(4, c.units());
    Tensor z = Gates.input(x, size, c.dropout(), scope);
    Tensor h = Gates.dropped(states.get(0), c.recurrentDropout(), scope);
    z = z.add(h.matmul(Gates.recurrentKernel(c.units(), size, scope)));
    if (c.useBias()) {
      String initializer = c.unitForgetBias() ? "unit_forget_bias" : "zeros";
      z = z.add(scope.param("bias", Shape.of(size), Spec.of(initializer)));
    }
    Tensor input = scope.activation(c.recurrentActivation(), Gates.gate(z, 0, c.units()));
    Tensor forget = scope.activation(c.recurrentActivation(), Gates.gate(z, 1, c.units()));
    Tensor candidate = scope.activation(c.activation(), Gates.gate(z, 2, c.units()));
    Tensor output = scope.activation(c.recurrentActivation(), Gates.gate(z, 3, c.units()));
    Tensor carry = forget.multiply(states.get(1)).add(input.multiply(candidate));
    Tensor next = output.multiply(scope.activation(c.activation(), carry));
    return new Step(next, List.of(next, carry));
  }
}
