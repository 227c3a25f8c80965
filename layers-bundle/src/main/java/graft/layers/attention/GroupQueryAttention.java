package graft.layers.attention;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Attention by several heads, of which equally many share keys and values: {@code softmax(q·kᵀ/√
 * head_dim)·v} for each head of queries, with the head ⌊head·num_key_value_heads/num_query_heads⌋
 * of keys and values. Inputs, output and masks as of {@link MultiHeadAttention}.
 */
@Component
@LayerType("group_query_attention")
@Doc(
    value = "attention by several heads that share keys and values in groups",
    formula = "y = concat over heads(softmax(q·kᵀ/√head_dim)·v)·output_kernel + output_bias",
    shapes = "query (batch, queries, dim), value, key (batch, keys, …) → y (batch, queries, dim)",
    source = "Ainslie et al. 2023, arXiv 2305.13245; as Keras' GroupQueryAttention")
public final class GroupQueryAttention implements Block<GroupQueryAttention.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of each head") int headDim,
      @Range(min = 1) int numQueryHeads,
      @Range(min = 1) @Doc("a divisor of num_query_heads") int numKeyValueHeads,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) @Doc("share of weights dropped")
          double dropout,
      @Default("true") @Doc("adds learned biases") boolean useBias,
      @Default("false") @Doc("a step sees itself and those before only") boolean causal) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    if (c.numQueryHeads() % c.numKeyValueHeads() != 0) {
      throw new ShapeException(
          "num_query_heads must be a multiple of num_key_value_heads, got "
              + c.numQueryHeads()
              + " and "
              + c.numKeyValueHeads(),
          "");
    }
    int shared = c.numQueryHeads() / c.numKeyValueHeads();
    int size = c.headDim();
    Heads heads = new Heads(c.numKeyValueHeads(), shared, size, size, c.dropout(), c.useBias());
    Attending attending = Attending.of(xs, c.causal(), scope);
    Tensor y = heads.apply(attending, xs.get(0).shape().last(), scope);
    scope.mask(y, scope.mask(xs.get(0)));
    return List.of(y);
  }
}
