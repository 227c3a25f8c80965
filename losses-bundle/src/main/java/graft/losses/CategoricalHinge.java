package graft.losses;

import graft.api.Doc;
import graft.api.Loss;
import graft.api.LossType;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code max(1 + max((1 − t)·p) − Σ t·p, 0)} over the last axis: the class that is asked for is to
 * be one above all others. prediction p and target t (batch, …, classes), t one-hot → (batch, …).
 * Crammer and Singer 2001, JMLR 2:265; as Keras, where a class that is not asked for counts at 0 at
 * least.
 */
@Component
@LossType("categorical_hinge")
@Doc(
    value = "the class asked for is to be one above all others",
    formula = "max(1 + max((1 − t)·p) − Σ t·p, 0)",
    shapes = "prediction and target (batch, …, n) → (batch, …)",
    source = "Crammer, Singer 2001, JMLR 2:265; as Keras' CategoricalHinge")
public final class CategoricalHinge implements Loss<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
    Tensor t = Targets.vectors(Targets.like(prediction, target));
    Tensor right = t.multiply(prediction).sum(-1);
    Tensor wrong = t.negate().add(1).multiply(prediction).max(-1);
    return Targets.positive(wrong.subtract(right).add(1));
  }
}
