package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * {@code exp(Σ w·(−log p[target]) / Σ w)}: among how many equally likely tokens the model
 * hesitates. prediction (batch, …, classes), ids (batch, …) or (batch, …, 1); padding counts by its
 * weight, 0.
 */
@Component
@MetricType("perplexity")
@Doc(
    value = "exp of the mean −log probability of the target's class, for language models",
    formula = "exp(mean −log p[target])",
    shapes = "prediction (batch, time, vocabulary), target ids (batch, time)",
    source = "KerasHub Perplexity")
public final class Perplexity implements Metric<Perplexity.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Mean.add(totals, Probabilities.surprise(prediction, target, c.fromLogits()), weight);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals).exp();
  }
}
