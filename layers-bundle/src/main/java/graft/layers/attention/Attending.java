package graft.layers.attention;

import graft.api.DType;
import graft.api.Op;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.layers.common.Masks;
import graft.layers.common.Noise;
import java.util.List;
import java.util.Optional;

/**
 * What attention layers share. Inputs are query (batch, queries, dim), value (batch, keys, dim) and
 * key, like value; the key is the value unless given, and both are the query (self-attention)
 * unless given.
 *
 * <p>Masks: a masked value or key weighs exactly 0, and a query that sees nothing gets 0. What is
 * masked is set to 0 on the way in, so that not even infinite values there reach a gradient.
 *
 * @param keyMask (batch, keys), true where a key counts
 */
record Attending(Tensor query, Tensor key, Tensor value, Optional<Tensor> keyMask, boolean causal) {

  /**
   * What a score becomes that must not count; as in Keras. It is finite, for rows without a key.
   */
  private static final double HIDDEN = -1e9;

  static Attending of(List<Tensor> xs, boolean causal, Scope scope) {
    if (xs.size() > 3) {
      throw new ShapeException("takes query, value and key, got " + xs.size() + " inputs", "");
    }
    for (Tensor x : xs) {
      if (x.rank() != 3) {
        throw new ShapeException("needs sequences (batch, time, features), got " + x.shape(), "");
      }
    }
    Tensor query = xs.get(0);
    Tensor value = xs.get(Math.min(1, xs.size() - 1));
    Tensor key = xs.size() > 2 ? xs.get(2) : value;
    if (!key.shape().dim(1).equals(value.shape().dim(1))) {
      throw new ShapeException(
          "key and value need equally many steps, got " + key.shape() + " and " + value.shape(),
          "the inputs' order is query, value, key");
    }
    Optional<Tensor> keyMask = scope.mask(key);
    Optional<Tensor> valueMask = key == value ? Optional.empty() : scope.mask(value);
    Optional<Tensor> both = keyMask.map(k -> valueMask.map(k::and).orElse(k)).or(() -> valueMask);
    return new Attending(
        Masks.zeroed(query, scope.mask(query)),
        Masks.zeroed(key, both),
        key == value ? Masks.zeroed(key, both) : Masks.zeroed(value, both),
        both,
        causal);
  }

  /** softmax(scores) over the keys that count; scores (batch, heads …, queries, keys). */
  Tensor weights(Tensor scores, Scope scope) {
    Optional<Tensor> visible = visible(scores);
    if (visible.isEmpty()) {
      return scope.activation(Spec.of("softmax"), scores);
    }
    Tensor counts = visible.get();
    Tensor hidden = counts.select(scores, Tensor.constant(scores.dtype(), HIDDEN));
    Tensor weights = scope.activation(Spec.of("softmax"), hidden);
    return counts.select(weights, Tensor.constant(scores.dtype(), 0));
  }

  private Optional<Tensor> visible(Tensor scores) {
    int rank = scores.rank();
    Optional<Tensor> keys =
        keyMask.map(m -> Tensor.of(new Op.Broadcast(scores.shape(), List.of(0, rank - 1)), m));
    if (!causal) {
      return keys;
    }
    Shape square = scores.shape().part(rank - 2, rank);
    Tensor past =
        Tensor.iota(DType.I32, square, 1)
            .lessEqual(Tensor.iota(DType.I32, square, 0))
            .broadcastTo(scores.shape());
    return keys.map(m -> Optional.of(m.and(past))).orElse(Optional.of(past));
  }

  /** Dropout of weights in training. */
  static Tensor dropped(Tensor weights, double rate, Scope scope) {
    return scope.training() && rate > 0
        ? weights.multiply(Noise.dropFactors(scope.random(), weights.type(), rate))
        : weights;
  }
}
