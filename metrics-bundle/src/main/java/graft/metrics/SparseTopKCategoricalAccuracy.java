package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted share of examples whose class is among the k greatest predictions (batch, …,
 * classes); ids (batch, …) or (batch, …, 1). Ties count in favour. Logits do as well as
 * probabilities.
 */
@Component
@MetricType("sparse_top_k_categorical_accuracy")
@Doc(
    value = "share of answers whose class is among the k greatest; targets are class numbers",
    formula = "mean of [target ∈ top k of prediction]",
    shapes = "prediction (batch, …, classes), target ids (batch, …)",
    source = "Keras SparseTopKCategoricalAccuracy")
public final class SparseTopKCategoricalAccuracy
    implements Metric<SparseTopKCategoricalAccuracy.Config> {
  public record Config(@Default("5") @Range(min = 1) @Doc("how many may be named") int k) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Mean.add(totals, TopK.hits(prediction, Targets.ids(prediction, target), c.k()), weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }
}
