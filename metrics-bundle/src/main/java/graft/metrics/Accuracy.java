package graft.metrics;

import graft.api.DType;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Shape;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted share of right answers. By the shapes, as Keras' "accuracy" chooses:
 *
 * <ul>
 *   <li>prediction (batch, …, classes), target class ids (batch, …) or (batch, …, 1): the greatest
 *       prediction's index is the target;
 *   <li>both (batch, …, classes): the indices of the greatest are equal;
 *   <li>both (batch), or both (…, 1): prediction &gt; 0.5 is target.
 * </ul>
 *
 * Of equal predictions the first counts as greatest. Logits do as well as probabilities for
 * classes, not for answers of yes and no.
 */
@Component
@MetricType("accuracy")
@Doc(
    value = "share of right answers; binary, categorical or sparse by the shapes",
    formula = "Σ w·[answer = target] / Σ w",
    shapes =
        "prediction (batch, …, classes), target ids (batch, …) or (batch, …, classes); binary: both (batch) or (…, 1)",
    source = "Keras \"accuracy\"")
public final class Accuracy implements Metric<NoConfig> {
  @Override
  public TargetRange targets(NoConfig c, Shape prediction, Shape target) {
    return Targets.range(prediction, target);
  }

  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Mean.add(totals, right(prediction, target).cast(DType.F32), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }

  private static Tensor right(Tensor prediction, Tensor target) {
    boolean column = prediction.rank() > 1 && prediction.shape().dim(-1).is(1);
    if (prediction.rank() == 1 || column) {
      Tensor yes = prediction.greater(0.5).cast(prediction.dtype());
      Tensor right = yes.equal(Targets.like(prediction, target));
      return column ? right.squeeze(-1) : right;
    }
    return prediction.argMax(-1).cast(DType.I32).equal(Targets.classes(prediction, target));
  }
}
