package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ max(1 − t·p, 0)²} over the last axis, t −1 or 1; 0 counts as −1. prediction p and
 * target t (batch, …, n) → (batch, …); two vectors (batch) → (batch). As Keras' SquaredHinge, but
 * for single targets of 0: see {@link Hinge}.
 */
@Component
@LossType("squared_hinge")
@Doc(
    value = "mean of max(1 − t·p, 0)², targets −1 (or 0) and 1",
    formula = "(1/n)·Σ max(1 − t·p, 0)²",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' SquaredHinge")
public final class SquaredHinge implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    return Targets.mean(Targets.margin(prediction, target).square());
  }
}
