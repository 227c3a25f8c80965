package graft.losses;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.Range;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * The mean over the last axis of {@code ½e²} where {@code |e| ≤ delta}, else {@code delta·|e| −
 * ½delta²}, e the prediction less the target: squared near 0, a line outside. prediction and target
 * (batch, …, n) → (batch, …); two vectors (batch) → (batch). Huber 1964, "Robust estimation of a
 * location parameter".
 */
@Component
@LossType("huber")
@Doc(
    value = "squared error near 0, absolute error outside",
    formula = "mean of ½e² where |e| ≤ delta, else delta·|e| − ½delta²",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "Huber 1964; as Keras' Huber")
public final class Huber implements Loss<Huber.Config> {
  public record Config(
      @Default("1") @Range(min = 0, minExclusive = true) @Doc("where the line begins")
          double delta) {}

  @Override
  public Tensor apply(Config c, Tensor prediction, Tensor target) {
    Tensor e = prediction.subtract(Targets.like(prediction, target)).abs();
    Tensor line = e.subtract(0.5 * c.delta()).multiply(c.delta());
    return Targets.mean(e.greater(c.delta()).select(line, e.square().multiply(0.5)));
  }
}
