package graft.metrics;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted share of examples whose class, {@code argmax target}, is among the k greatest
 * predictions; both (batch, …, classes). Ties count in favour. Logits do as well as probabilities.
 */
@Component
@MetricType("top_k_categorical_accuracy")
@Doc(
    value = "share of answers whose class is among the k greatest; targets are one-hot",
    formula = "mean of [argmax target ∈ top k of prediction]",
    shapes = "prediction, target (batch, …, classes)",
    source = "Keras TopKCategoricalAccuracy")
public final class TopKCategoricalAccuracy implements Metric<TopKCategoricalAccuracy.Config> {
  public record Config(@Default("5") @Range(min = 1) @Doc("how many may be named") int k) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor ids = Targets.like(prediction, target).argMax(-1).cast(DType.I32);
    Mean.add(totals, TopK.hits(prediction, ids, c.k()), weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }
}
