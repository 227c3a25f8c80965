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
 * A plain recurrent network over time, {@link SimpleRnnCell} at each step. x (batch, time, in) → y
 * (batch, units), that of the last step, or (batch, time, units) with {@code return_sequences}.
 * {@link Recurrence} says what inputs, outputs and masks do.
 */
@Component
@LayerType("simple_rnn")
@Doc(
    value = "a plain recurrent network",
    formula = "hₜ = activation(xₜ·kernel + hₜ₋₁·recurrent_kernel + bias)",
    shapes = "x (batch, time, in) → y (batch, units); return_sequences: (batch, time, units)",
    source = "as Keras' SimpleRNN")
public final class SimpleRnn implements Block<SimpleRnn.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of state and output") int units,
      @Default("tanh") Spec activation,
      @Default("true") @Doc("adds a learned bias") boolean useBias,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of x dropped")
          double dropout,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of h dropped")
          double recurrentDropout,
      @Default("false") @Doc("gives the output of each step") boolean returnSequences,
      @Default("false") @Doc("gives the last states as further outputs") boolean returnState,
      @Default("false") @Doc("from the last step to the first") boolean goBackwards) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    SimpleRnnCell.Config config =
        new SimpleRnnCell.Config(
            c.units(), c.activation(), c.useBias(), c.dropout(), c.recurrentDropout());
    return Recurrence.run(
        new SimpleRnnCell(),
        config,
        xs,
        new Recurrence.Options(c.returnSequences(), c.returnState(), c.goBackwards()),
        scope);
  }
}
