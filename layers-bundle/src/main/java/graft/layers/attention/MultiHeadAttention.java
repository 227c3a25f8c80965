package graft.layers.attention;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Attention by several heads: for each, {@code softmax(q·kᵀ/√key_dim)·v} with q, k, v learned
 * projections of query, key and value; the heads' results side by side are projected once more.
 * query (batch, queries, dim), value, key (batch, keys, …) → y (batch, queries, output_shape, dim
 * unless given); query_kernel (dim, num_heads·key_dim), key_kernel, value_kernel, output_kernel and
 * their biases. {@link Attending} says what inputs and masks do.
 *
 * <p>Vaswani et al. 2017, arXiv 1706.03762, section 3.2, as Keras' MultiHeadAttention; kernels by
 * Glorot's rule for the matrices (Keras' fans are those of its three-dimensional kernels).
 */
@Component
@LayerType("multi_head_attention")
@Doc(
    value = "attention by several heads",
    formula = "y = concat over heads(softmax(q·kᵀ/√key_dim)·v)·output_kernel + output_bias",
    shapes = "query (batch, queries, dim), value, key (batch, keys, …) → y (batch, queries, dim)",
    source = "Vaswani et al. 2017, arXiv 1706.03762; as Keras' MultiHeadAttention")
public final class MultiHeadAttention implements Block<MultiHeadAttention.Config> {
  public record Config(
      @Range(min = 1) int numHeads,
      @Range(min = 1) @Doc("size of each head's queries and keys") int keyDim,
      @Range(min = 1) @Doc("size of each head's values; key_dim unless given")
          Optional<Integer> valueDim,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of weights dropped")
          double dropout,
      @Default("true") @Doc("adds learned biases") boolean useBias,
      @Range(min = 1) @Doc("size of the output; the query's unless given")
          Optional<Integer> outputShape,
      @Default("false") @Doc("a step sees itself and those before only") boolean causal) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Attending attending = Attending.of(xs, c.causal(), scope);
    int valueDim = c.valueDim().orElse(c.keyDim());
    Heads heads = new Heads(c.numHeads(), 1, c.keyDim(), valueDim, c.dropout(), c.useBias());
    int size = c.outputShape().orElseGet(() -> xs.get(0).shape().last());
    Tensor y = heads.apply(attending, size, scope);
    scope.mask(y, scope.mask(xs.get(0)));
    return List.of(y);
  }
}
