package graft.layers.core;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * A learned row for each id, {@code y = embeddings[x]}. x (batch, …), whole numbers in [0,
 * input_dim) → y (batch, …, output_dim); embeddings (input_dim, output_dim), at first uniform in
 * ±0.05 as in Keras (PyTorch: standard normal). An id outside is an error when the program runs.
 * With {@code mask_zero}, id 0 is padding: what follows does not count it.
 */
@Component
@LayerType("embedding")
@Doc(
    value = "a learned vector for each id",
    formula = "y = embeddings[x]",
    shapes = "x (batch, …) → y (batch, …, output_dim)",
    source = "as Keras' Embedding")
public final class Embedding implements Layer<Embedding.Config> {
  public record Config(
      @Range(min = 1) @Doc("number of ids, 0 included") int inputDim,
      @Range(min = 1) @Doc("size of each vector") int outputDim,
      @Default("false") @Doc("id 0 is padding and masked") boolean maskZero) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Shape shape = Shape.of(c.inputDim(), c.outputDim());
    Tensor table = scope.param("embeddings", shape, Spec.of("random_uniform"));
    Tensor ids = x.dtype().isInteger() ? x : x.cast(DType.I32);
    Tensor y = table.gather(ids, 0);
    if (c.maskZero()) {
      scope.mask(y, Optional.of(ids.notEqual(Tensor.constant(ids.dtype(), 0))));
    }
    return y;
  }
}
