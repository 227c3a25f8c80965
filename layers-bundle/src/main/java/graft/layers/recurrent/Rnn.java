package graft.layers.recurrent;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Any cell over time, {@code (yₜ, statesₜ) = cell(xₜ, statesₜ₋₁)}. x (batch, time, …) → y, that of
 * the last step, or (batch, time, …) with {@code return_sequences}. {@link Recurrence} says what
 * inputs, outputs and masks do. A cell's products of x alone are done for all steps at once.
 */
@Component
@LayerType("rnn")
@Doc(
    value = "any recurrent cell over time",
    formula = "(yₜ, statesₜ) = cell(xₜ, statesₜ₋₁)",
    shapes = "x (batch, time, …) → y of the last step; return_sequences: (batch, time, …)",
    source = "as Keras' RNN")
public final class Rnn implements Block<Rnn.Config> {
  public record Config(
      @Doc("a cell such as lstm_cell") Spec cell,
      @Default("false") @Doc("gives the output of each step") boolean returnSequences,
      @Default("false") @Doc("gives the last states as further outputs") boolean returnState,
      @Default("false") @Doc("from the last step to the first") boolean goBackwards) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    return Recurrence.run(
        xs,
        scope.cellStates(c.cell(), Recurrence.stepShape(xs)),
        new Recurrence.Options(c.returnSequences(), c.returnState(), c.goBackwards()),
        scope,
        (x, states, inner) -> inner.cell("cell", c.cell(), x, states));
  }
}
