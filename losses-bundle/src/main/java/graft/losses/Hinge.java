package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code (1/n)·Σ max(1 − t·p, 0)} over the last axis, t −1 or 1; 0 counts as −1. prediction p and
 * target t (batch, …, n) → (batch, …); two vectors (batch) → (batch).
 *
 * <p>Keras takes 0 for −1 only where the whole batch has no other targets than 0 and 1; here each
 * element is taken by itself.
 */
@Component
@LossType("hinge")
@Doc(
    value = "mean of max(1 − t·p, 0), targets −1 (or 0) and 1",
    formula = "(1/n)·Σ max(1 − t·p, 0)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "as Keras' Hinge")
public final class Hinge implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    return Targets.mean(Targets.margin(prediction, target));
  }
}
