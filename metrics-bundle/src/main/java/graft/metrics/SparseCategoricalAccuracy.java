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
 * The weighted share of {@code argmax prediction = target}; prediction (batch, …, classes), target
 * ids (batch, …) or (batch, …, 1). Logits do as well as probabilities. Of equal ones the first
 * counts.
 */
@Component
@MetricType("sparse_categorical_accuracy")
@Doc(
    value = "share of right classes; targets are class numbers",
    formula = "mean of [argmax prediction = target]",
    shapes = "prediction (batch, …, classes), target ids (batch, …)",
    source = "Keras SparseCategoricalAccuracy")
public final class SparseCategoricalAccuracy implements Metric<NoConfig> {
  @Override
  public TargetRange targets(NoConfig c, Shape prediction, Shape target) {
    return Targets.range(prediction, target);
  }

  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor answer = prediction.argMax(-1).cast(DType.I32);
    Mean.add(totals, answer.equal(Targets.ids(prediction, target)).cast(DType.F32), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
