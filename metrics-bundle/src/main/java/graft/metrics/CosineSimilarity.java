package graft.metrics;

import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.NoConfig;
import graft.api.Tensor;
import graft.api.Totals;
import org.osgi.service.component.annotations.Component;

/**
 * The weighted mean of {@code Σ prediction·target / (‖prediction‖·‖target‖)} over the last axis;
 * both (batch, …, n). A vector of zeros has cosine 0. Greater is better, unlike the loss of this
 * name.
 */
@Component
@MetricType("cosine_similarity")
@Doc(
    value = "mean cosine of the angle between prediction and target",
    formula = "mean Σ prediction·target / (‖prediction‖·‖target‖)",
    shapes = "prediction, target (batch, …, n)",
    source = "Keras CosineSimilarity")
public final class CosineSimilarity implements Metric<NoConfig> {
  @Override
  public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Tensor t = Targets.like(prediction, target);
    Tensor lengths = prediction.square().sum(-1).multiply(t.square().sum(-1)).sqrt();
    Mean.add(totals, Mean.ratio(prediction.multiply(t).sum(-1), lengths), weight);
  }

  @Override
  public Tensor result(NoConfig c, Totals totals) {
    return Mean.of(totals);
  }
}
