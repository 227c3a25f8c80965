package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ p − t·log(p + 1e-7)} over the last axis: the likelihood of counts t with mean p,
 * but for a term of t alone. prediction p and target t (batch, …, n), positive → (batch, …); two
 * vectors (batch) → (batch). As Keras (PyTorch takes log p).
 */
@Component
@LossType("poisson")
@Doc(
    value = "likelihood of counts: mean of p − t·log p",
    formula = "(1/n)·Σ p − t·log(p + 1e-7)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' Poisson")
public final class Poisson implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.like(prediction, target);
    return Targets.mean(prediction.subtract(t.multiply(prediction.add(1e-7).log())));
  }
}
