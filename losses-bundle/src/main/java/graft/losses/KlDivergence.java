package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code Σ t·log(t/p)} over the last axis, both clipped to [1e-7, 1]: how much more a code made for
 * p takes for t. prediction p and target t (batch, …, n), probabilities → (batch, …). Kullback and
 * Leibler 1951; as Keras (PyTorch takes log p).
 */
@Component
@LossType("kl_divergence")
@Doc(
    value = "divergence of Kullback and Leibler between distributions",
    formula = "Σ t·log(t/p)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "Kullback, Leibler 1951; as Keras' KLDivergence")
public final class KlDivergence implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.like(prediction, target).clip(1e-7, 1);
    Tensor ratio = t.log().subtract(prediction.clip(1e-7, 1).log());
    return Targets.vectors(t.multiply(ratio)).sum(-1);
  }
}
