package graft.metrics;

import graft.api.DType;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted share of {@code argmax prediction = argmax target}, both (batch, …, classes). Logits
 * do as well as probabilities. Of equal ones the first counts as greatest.
 */
@Component
@MetricType("categorical_accuracy")
@Doc(
    value = "share of right classes; targets are one-hot",
    formula = "mean of [argmax prediction = argmax target]",
    shapes = "prediction, target (batch, …, classes)",
    source = "Keras CategoricalAccuracy")
public final class CategoricalAccuracy implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor right = prediction.argMax(-1).equal(Targets.like(prediction, target).argMax(-1));
    Mean.add(totals, right.cast(DType.F32), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
