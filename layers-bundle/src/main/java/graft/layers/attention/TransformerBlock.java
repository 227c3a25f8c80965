package graft.layers.attention;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Component;

/**
 * One block of a transformer: self-attention, then two dense layers at each place, each added to
 * its input; with {@code normalize_first} as in the formula below, else {@code h = norm(x +
 * attention(x)), y = norm(h + …)}. x (batch, time, features) → y of the same shape; features is a
 * multiple of num_heads. Inner layers: attention, attention_norm, dense_1, dense_2, dense_norm.
 *
 * <p>Vaswani et al. 2017, arXiv 1706.03762, section 3.1; first normalised: Xiong et al. 2020, arXiv
 * 2002.04745. Defaults are KerasHub's, whose TransformerEncoder this is, and with {@code causal}
 * its TransformerDecoder without an encoder.
 */
@Component
@LayerType("transformer_block")
@Doc(
    value = "a block of a transformer: self-attention, then two dense layers, each added",
    formula = "h = x + attention(norm(x)), y = h + dense(activation(dense(norm(h))))",
    shapes = "x (batch, time, features) → y (batch, time, features)",
    source = "arXiv 1706.03762, 2002.04745; as KerasHub's TransformerEncoder, TransformerDecoder")
public final class TransformerBlock implements Layer<TransformerBlock.Config> {
  public record Config(
      @Range(min = 1) @Doc("size of the hidden dense layer, often 4·features") int intermediateDim,
      @Range(min = 1) int numHeads,
      @Default("0") @Range(min = 0, max = 1, maxExclusive = true) double dropout,
      @Default("relu") Spec activation,
      @Default("1e-5") @Range(min = 0) double layerNormEpsilon,
      @Default("false") @Doc("normalises what goes into a part, not the sum")
          boolean normalizeFirst,
      @Default("false") @Doc("a step sees itself and those before only") boolean causal) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int features = x.shape().last();
    if (features % c.numHeads() != 0) {
      throw new ShapeException(
          "the last axis must be a multiple of num_heads, " + c.numHeads() + ", got " + x.shape(),
          "");
    }
    Spec attention =
        Spec.of("multi_head_attention")
            .with("num_heads", c.numHeads())
            .with("key_dim", features / c.numHeads())
            .with("dropout", c.dropout())
            .with("causal", c.causal());
    Spec wide =
        Spec.of("dense").with("units", c.intermediateDim()).with("activation", c.activation());
    Spec narrow = Spec.of("dense").with("units", features);
    Tensor h = added("attention", z -> scope.layer("attention", attention, z), c, x, scope);
    UnaryOperator<Tensor> dense =
        z -> scope.layer("dense_2", narrow, scope.layer("dense_1", wide, z));
    return added("dense", dense, c, h, scope);
  }

  /** x and what a part makes of it, normalised before or after. */
  private static Tensor added(
      String name, UnaryOperator<Tensor> part, Config c, Tensor x, Scope scope) {
    Spec norm = Spec.of("layer_normalization").with("epsilon", c.layerNormEpsilon());
    Spec dropout = Spec.of("dropout").with("rate", c.dropout());
    Tensor y = part.apply(c.normalizeFirst() ? scope.layer(name + "_norm", norm, x) : x);
    Tensor sum = x.add(scope.layer(name + "_dropout", dropout, y));
    return c.normalizeFirst() ? sum : scope.layer(name + "_norm", norm, sum);
  }
}
