package graft.losses;

import graft.api.ConfigException;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sums over each example of what prediction p and target t, both in [0, 1], share and do not. */
record Overlap(Tensor both, Tensor predicted, Tensor wanted) {
  /**
   * Σ t·p, Σ p, Σ t over all axes but the first, or over those given.
   *
   * @throws ConfigException if an axis is the first: each example has a loss of its own
   */
  static Overlap of(Tensor prediction, Tensor target, Optional<List<Integer>> given) {
    Tensor t = Targets.vectors(Targets.like(prediction, target));
    int[] axes =
        given
            .map(list -> list.stream().mapToInt(axis -> t.shape().axis(axis)))
            .orElse(IntStream.range(1, t.rank()))
            .toArray();
    if (axes.length == 0 || IntStream.of(axes).anyMatch(axis -> axis == 0)) {
      throw new ConfigException(
          "axis: expected axes other than the first, the batch, got " + given.orElse(List.of()),
          "leave it out for all axes of an example");
    }
    return new Overlap(t.multiply(prediction).sum(axes), prediction.sum(axes), t.sum(axes));
  }
}
