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
 * Attention without projections, {@code y = softmax(scores)·value}, where scores are {@code
 * scale·query·keyᵀ} for {@code dot} or {@code concat_score_weight·Σ tanh(scale·(query + key))} for
 * {@code concat}; scale, with {@code use_scale}, and the weight are learned numbers. query (batch,
 * queries, dim), value (batch, keys, size), key (batch, keys, dim) → y (batch, queries, size).
 * {@link Attending} says what inputs and masks do. Luong, Pham, Manning 2015, arXiv 1508.04025.
 */
@Component
@LayerType("attention")
@Doc(
    value = "attention without projections",
    formula = "y = softmax(scale·query·keyᵀ)·value",
    shapes = "query (batch, queries, dim), value, key (batch, keys, dim) → y (batch, queries, dim)",
    source = "Luong, Pham, Manning 2015, arXiv 1508.04025; as Keras' Attention")
public final class Attention implements Block<Attention.Config> {
  /** How a query and a key are compared. */
  public enum ScoreMode {
    DOT,
    CONCAT
  }

  public record Config(
      @Default("false") @Doc("multiplies scores by a learned number") boolean useScale,
      @Default("dot") ScoreMode scoreMode,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of weights dropped")
          double dropout,
      @Default("false") @Doc("a step sees itself and those before only") boolean causal) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Attending a = Attending.of(xs, c.causal(), scope);
    Tensor scores =
        switch (c.scoreMode()) {
          case DOT -> scaled(c, a.query().matmul(a.key().transpose(0, 2, 1)), scope);
          case CONCAT -> {
            Tensor sums = scaled(c, a.query().expandDims(2).add(a.key().expandDims(1)), scope);
            Tensor weight = scope.param("concat_score_weight", Shape.SCALAR, Spec.of("ones"));
            yield sums.tanh().sum(-1).multiply(weight);
          }
        };
    Tensor weights = Attending.dropped(a.weights(scores, scope), c.dropout(), scope);
    Tensor y = weights.matmul(a.value());
    scope.mask(y, scope.mask(xs.get(0)));
    return List.of(y);
  }

  private static Tensor scaled(Config c, Tensor x, Scope scope) {
    return c.useScale() ? x.multiply(scope.param("scale", Shape.SCALAR, Spec.of("ones"))) : x;
  }
}
