package graft.layers.attention;

import graft.api.DType;
import graft.api.Default;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * A learned vector for each place in a sequence, {@code y = x + position_embeddings[t]}. x (batch,
 * time, features) → y of the same shape; position_embeddings (max_length, features). Without {@code
 * add} y is the vectors alone, repeated for each example, as of KerasHub's PositionEmbedding (whose
 * sequence_length is max_length here): then {@code add} or {@code concatenate} joins them.
 */
@Component
@LayerType("position_embedding")
@Doc(
    value = "adds a learned vector for each place in a sequence",
    formula = "y[:, t] = x[:, t] + position_embeddings[t]",
    shapes = "x (batch, time, features) → y (batch, time, features)",
    source = "Gehring et al. 2017, arXiv 1705.03122; as KerasHub's PositionEmbedding")
public final class PositionEmbedding implements Layer<PositionEmbedding.Config> {
  public record Config(
      @Range(min = 1) @Doc("the longest sequence") int maxLength,
      @Default("true") @Doc("adds them to x; else gives them alone") boolean add) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    if (x.rank() != 3) {
      throw new ShapeException("needs sequences (batch, time, features), got " + x.shape(), "");
    }
    Dim time = x.shape().dim(1);
    if (time.isFixed() && time.size() > c.maxLength()) {
      throw new ShapeException(
          "sequences have at most " + c.maxLength() + " steps, got " + x.shape(),
          "raise max_length");
    }
    Shape shape = Shape.of(c.maxLength(), x.shape().last());
    Tensor table = scope.param("position_embeddings", shape, Spec.of("glorot_uniform"));
    // Of an open length the program checks that it is not longer than the table.
    Tensor rows =
        time.isFixed()
            ? table.slice(0, Dim.ZERO, time)
            : table.gather(Tensor.iota(DType.I32, x.shape().part(1, 2), 0), 0);
    return c.add() ? x.add(rows) : rows.broadcastTo(x.shape());
  }
}
