package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code −Σ t·p/(‖t‖·‖p‖)} over the last axis: −1 for vectors of one direction, 1 for opposite
 * ones, 0 if one is 0. prediction p and target t (batch, …, n) → (batch, …). A norm counts as 1e-7
 * at least, as in Keras.
 */
@Component
@LossType("cosine_similarity")
@Doc(
    value = "−1 where prediction and target have one direction, 1 where opposite ones",
    formula = "−Σ t·p/(‖t‖·‖p‖)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' CosineSimilarity")
public final class CosineSimilarity implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.vectors(Targets.like(prediction, target));
    return unit(t).multiply(unit(prediction)).sum(-1).negate();
  }

  /** x / ‖x‖; by the square, whose gradient at 0 is finite. */
  private static Tensor unit(Tensor x) {
    return x.multiply(x.square().sum(-1).maximum(1e-14).rsqrt().like(x, -1));
  }
}
