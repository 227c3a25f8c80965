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
 * One step of a GRU with gates in the order (z, r, candidate) as in Keras (PyTorch: r, z, n):
 * {@code z = σ(x·Wz + h·Uz + bz)}, {@code r = σ(x·Wr + h·Ur + br)}, {@code n = activation(x·Wn + bn
 * + r·(h·Un + dn))}, {@code h' = z·h + (1 − z)·n}, where σ is recurrent_activation; the output is
 * h'. With {@code reset_after} false (Cho et al. 2014, arXiv 1406.1078) {@code n = activation(x·Wn
 * + bn + (r·h)·Un)}. x (batch, in), h (batch, units); kernel (in, 3·units), recurrent_kernel
 * (units, 3·units), bias (2, 3·units), the second row added to h·U, or (3·units).
 */
@Component
@CellType("gru_cell")
@Doc(
    value = "one step of a gated recurrent unit",
    formula =
        "z = σ(x·Wz + h·Uz + bz); r = σ(x·Wr + h·Ur + br);"
            + " n = tanh(x·Wn + bn + r·(h·Un + dn)); y = h' = z·h + (1 − z)·n",
    shapes = "x (batch, in), h (batch, units) → y (batch, units)",
    source = "Cho et al. 2014, arXiv 1406.1078; as Keras' GRUCell")
public final class GruCell implements Cell<GruCell.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of state and output") int units,
      @Default("tanh") Spec activation,
      @Default("sigmoid") @Doc("of the gates") Spec recurrentActivation,
      @Default("true") @Doc("adds learned biases") boolean useBias,
      @Default("true") @Doc("the reset gate applies after the product with h") boolean resetAfter,
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
    int units = c.units();
    int size = Gates.columns(3, units);
    Tensor a = Gates.input(x, size, c.dropout(), scope);
    Tensor dropped = Gates.dropped(states.get(0), c.recurrentDropout(), scope);
    Tensor kernel = Gates.recurrentKernel(units, size, scope);
    Tensor b = dropped.matmul(c.resetAfter() ? kernel : kernel.slice(1, 0, 2 * units));
    if (c.useBias()) {
      Shape shape = c.resetAfter() ? Shape.of(2, size) : Shape.of(size);
      Tensor bias = scope.param("bias", shape, Spec.of("zeros"));
      a = a.add(c.resetAfter() ? bias.slice(0, 0, 1) : bias);
      b = c.resetAfter() ? b.add(bias.slice(0, 1, 1)) : b;
    }
    Tensor update = gate(c, a, b, 0, scope);
    Tensor reset = gate(c, a, b, 1, scope);
    Tensor inner =
        c.resetAfter()
            ? reset.multiply(Gates.gate(b, 2, units))
            : reset.multiply(dropped).matmul(kernel.slice(1, 2 * units, units));
    Tensor candidate = scope.activation(c.activation(), Gates.gate(a, 2, units).add(inner));
    Tensor next = candidate.add(update.multiply(states.get(0).subtract(candidate)));
    return new Step(next, List.of(next));
  }

  private static Tensor gate(Config c, Tensor a, Tensor b, int number, Scope scope) {
    Tensor sum = Gates.gate(a, number, c.units()).add(Gates.gate(b, number, c.units()));
    return scope.activation(c.recurrentActivation(), sum);
  }
}
