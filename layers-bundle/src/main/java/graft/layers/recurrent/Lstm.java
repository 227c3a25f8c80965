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
 * An LSTM over time, {@link LstmCell} at each step. x (batch, time, in) → y (batch, units), that of
 * the last step, or (batch, time, units) with {@code return_sequences}. {@link Recurrence} says
 * what inputs, outputs and masks do.
 */
@Component
@LayerType("lstm")
@Doc(
    value = "a long short-term memory",
    formula = "(i, f, g, o) = xₜ·W + hₜ₋₁·U + b; cₜ = σ(f)·cₜ₋₁ + σ(i)·tanh(g); hₜ = σ(o)·tanh(cₜ)",
    shapes = "x (batch, time, in) → y (batch, units); return_sequences: (batch, time, units)",
    source = "Hochreiter and Schmidhuber 1997; as Keras' LSTM")
public final class Lstm implements Block<Lstm.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of state and output") int units,
      @Default("tanh") Spec activation,
      @Default("sigmoid") @Doc("of the gates") Spec recurrentActivation,
      @Default("true") @Doc("adds a learned bias") boolean useBias,
      @Default("true") @Doc("the forget gate's bias is 1 at first") boolean unitForgetBias,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of x dropped")
          double dropout,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of h dropped")
          double recurrentDropout,
      @Default("false") @Doc("gives the output of each step") boolean returnSequences,
      @Default("false") @Doc("gives the last states as further outputs") boolean returnState,
      @Default("false") @Doc("from the last step to the first") boolean goBackwards) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    LstmCell.Config config =
        new LstmCell.Config(
            c.units(),
            c.activation(),
            c.recurrentActivation(),
            c.useBias(),
            c.unitForgetBias(),
            c.dropout(),
            c.recurrentDropout());
    return Recurrence.run(
        new LstmCell(),
        config,
        xs,
        new Recurrence.Options(c.returnSequences(), c.returnState(), c.goBackwards()),
        scope);
  }
}
