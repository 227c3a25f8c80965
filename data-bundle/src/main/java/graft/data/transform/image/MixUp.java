package graft.data.transform.image;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Columns;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Mixes each example with another of its batch, features and targets alike: {@code y_i = λ_i·x_i +
 * (1 − λ_i)·x_π(i)}, λ_i of Beta(alpha, alpha), π a random permutation. Targets must be f32: of
 * classes one-hot vectors.
 */
@Component
@TransformType("mix_up")
@Doc(
    value = "Augmentation: mixes examples and their targets in pairs",
    formula = "y_i = λ_i·x_i + (1 − λ_i)·x_π(i), λ_i of Beta(alpha, alpha), π a permutation",
    shapes = "x (…), target f32 (…) → the same",
    source = "Zhang et al. 2017, arXiv:1710.09412; Keras MixUp")
public final class MixUp implements Transform<MixUp.Config> {
  /** How strongly, and which columns. */
  public record Config(
      @Default("0.2") @Range(min = 0.01, max = 100) @Doc("both parameters of the Beta distribution")
          double alpha,
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    Partners.check(schema, Columns.floating(config.columns(), schema));
    return schema;
  }

  @Override
  public boolean trainingOnly() {
    return true;
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> features = Columns.floating(config.columns(), schema);
    Partners partners = new Partners(schema, features, config.alpha());
    return partners.mapper(
        schema,
        (batch, examples, weights, random) -> {
          for (int i = 0; i < examples; i++) {
            weights[i] = partners.beta(random);
          }
          partners.features().forEach(c -> partners.mix(batch, c, examples, weights));
        });
  }
}
