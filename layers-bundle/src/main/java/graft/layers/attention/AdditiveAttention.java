package graft.layers.attention;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Bahdanau's attention, {@code y = softmax(scores)·value} with {@code scores[q, k] = Σ
 * scale·tanh(query[q] + key[k])} over features; scale (dim) is learned, or 1 without {@code
 * use_scale}. query (batch, queries, dim), value (batch, keys, size), key (batch, keys, dim) → y
 * (batch, queries, size). {@link Attending} says what inputs and masks do. Memory:
 * batch·queries·keys· dim.
 */
@Component
@LayerType("additive_attention")
@Doc(
    value = "attention by sums of query and key",
    formula = "y = softmax(Σ scale·tanh(query + key))·value",
    shapes = "query (batch, queries, dim), value, key (batch, keys, dim) → y (batch, queries, dim)",
    source = "Bahdanau, Cho, Bengio 2014, arXiv 1409.0473; as Keras' AdditiveAttention")
public final class AdditiveAttention implements Block<AdditiveAttention.Config> {
  public record Config(
      @Default("true") @Doc("weighs the features by a learned vector") boolean useScale,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of weights dropped")
          double dropout,
      @Default("false") @Doc("a step sees itself and those before only") boolean causal) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Attending a = Attending.of(xs, c.causal(), scope);
    Tensor sums = a.query().expandDims(2).add(a.key().expandDims(1)).tanh();
    if (c.useScale()) {
      Shape shape = Shape.of(a.query().shape().last());
      sums = sums.multiply(scope.param("scale", shape, Spec.of("glorot_uniform")));
    }
    Tensor weights = Attending.dropped(a.weights(sums.sum(-1), scope), c.dropout(), scope);
    Tensor y = weights.matmul(a.value());
    scope.mask(y, scope.mask(xs.get(0)));
    return List.of(y);
  }
}
