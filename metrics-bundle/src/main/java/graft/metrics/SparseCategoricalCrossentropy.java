package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code −log p[target]}; prediction (batch, …, classes), ids (batch, …) or
 * (batch, …, 1). Elements of class {@code ignore_class} do not count.
 */
@Component
@MetricType("sparse_categorical_crossentropy")
@Doc(
    value = "mean of −log of the probability of the target's class",
    formula = "mean −log p[target]",
    shapes = "prediction (batch, …, classes), target ids (batch, …)",
    source = "Keras SparseCategoricalCrossentropy")
public final class SparseCategoricalCrossentropy
    implements Metric<SparseCategoricalCrossentropy.Config> {
  public record Config(
      @Default("false") @Doc("predictions are logits, not probabilities") boolean fromLogits,
      @Doc("a class that does not count, such as 255 or −1") Optional<Integer> ignoreClass) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor surprise = Probabilities.surprise(prediction, target, c.fromLogits());
    Tensor counts = weight;
    if (c.ignoreClass().isPresent()) {
      Tensor ids = Targets.ids(prediction, target);
      Tensor ignored = ids.equal(Tensor.constant(ids.dtype(), c.ignoreClass().get()));
      counts = ignored.select(Tensor.constant(weight.dtype(), 0), weight);
    }
    Mean.add(totals, surprise, counts);
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Mean.of(totals);
  }
}
