package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Optimizer;
import graft.api.OptimizerType;
import graft.api.Range;
import graft.api.Slots;
import graft.api.Slots.SlotKind;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code v += (1 − ρ)(g² − v), d = −√(s + ε)/√(v + ε)·g, s += (1 − ρ)(d² − s), w += rate·d}: steps
 * in the parameter's own unit. Zeiler 2012, arXiv 1212.5701, algorithm 1, which has rate 1; .001 as
 * in Keras.
 */
@Component
@OptimizerType("adadelta")
@Doc(
    value = "steps as long as those before, by the running mean squares of step and gradient",
    formula = "d = −√(s + epsilon)/√(v + epsilon)·g, w += rate·d",
    source = "Zeiler 2012, arXiv 1212.5701, algorithm 1; as Keras' Adadelta")
public final class Adadelta implements Optimizer<Adadelta.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.95") @Range(min = 0, max = 1, maxExclusive = true) double rho,
      @Default("1e-7") @Range(min = 0) double epsilon) {}

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Tensor v = Moments.second(slots, gradient, c.rho());
    Tensor steps = slots.get("squared_steps", SlotKind.OTHER);
    Tensor ratio = steps.add(c.epsilon()).sqrt().divide(v.add(c.epsilon()).sqrt());
    Tensor down = ratio.multiply(gradient);
    Moments.toward(slots, "squared_steps", SlotKind.OTHER, down.square(), c.rho());
    return param.subtract(down.multiply(slots.learningRate()));
  }
}
