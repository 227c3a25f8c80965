package graft.layers.recurrent;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * A GRU over time, {@link GruCell} at each step. x (batch, time, in) → y (batch, units), that of
 * the last step, or (batch, time, units) with {@code return_sequences}. {@link Recurrence} says
 * what inputs, outputs and masks do.
 */
@Component
@LayerType("gru")
@Doc(
    value = "a gated recurrent unit",
    formula =
        "z = σ(x·Wz + h·Uz + bz); r = σ(x·Wr + h·Ur + br);"
            + " n = tanh(x·Wn + bn + r·(h·Un + dn)); h' = z·h + (1 − z)·n",
    shapes = "x (batch, time, in) → y (batch, units); return_sequences: (batch, time, units)",
    source = "Cho et al. 2014, arXiv 1406.1078; as Keras' GRU")
public final class Gru implements Block<Gru.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of state and output") int units,
      @Default("tanh") Spec activation,
      @Default("sigmoid") @Doc("of the gates") Spec recurrentActivation,
      @Default("true") @Doc("adds a learned bias") boolean useBias,
      @Default("true") @Doc("the reset gate applies after the product with h") boolean resetAfter,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of x dropped")
          double dropout,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of h dropped")
          double recurrentDropout,
      @Default("false") @Doc("gives the output of each step") boolean returnSequences,
      @Default("false") @Doc("gives the last states as further outputs") boolean returnState,
      @Default("false") @Doc("from the last step to the first") boolean goBackwards) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    GruCell.Config config =
        new GruCell.Config(
            c.units(),
            c.activation(),
            c.recurrentActivation(),
            c.useBias(),
            c.resetAfter(),
            c.dropout(),
            c.recurrentDropout());
    return Recurrence.run(
        new GruCell(),
        config,
        xs,
        new Recurrence.Options(c.returnSequences(), c.returnState(), c.goBackwards()),
        scope);
  }
}
