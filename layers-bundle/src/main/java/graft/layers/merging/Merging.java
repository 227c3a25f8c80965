package graft.layers.merging;

import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** What merging layers share: their inputs' number and their output's mask. */
final class Merging {
  private Merging() {}

  /** Combines all inputs from the first on; they broadcast. What any input masks is masked. */
  static List<Tensor> fold(List<Tensor> xs, Scope scope, BinaryOperator<Tensor> merge) {
    atLeastTwo(xs);
    Tensor y = xs.stream().reduce(merge).orElseThrow();
    scope.mask(y, commonMask(xs, y, scope));
    return List.of(y);
  }

  static void atLeastTwo(List<Tensor> xs) {
    if (xs.size() < 2) {
      throw new ShapeException(
          "it merges two inputs or more, got " + xs.size(),
          "in a model of type 'graph', name them: \"inputs\": [\"a\", \"b\"]");
    }
  }

  static void two(List<Tensor> xs) {
    if (xs.size() != 2) {
      throw new ShapeException(
          "it takes two inputs, got " + xs.size(),
          "in a model of type 'graph', name them: \"inputs\": [\"a\", \"b\"]");
    }
  }

  /** Counts where all masks count that fit the output. */
  static Optional<Tensor> commonMask(List<Tensor> xs, Tensor y, Scope scope) {
    return xs.stream()
        .map(scope::mask)
        .flatMap(Optional::stream)
        .distinct()
        .filter(mask -> begins(y, mask))
        .reduce((a, b) -> a.rank() == b.rank() ? a.and(b) : a);
  }

  private static boolean begins(Tensor y, Tensor mask) {
    return y.rank() >= mask.rank() && y.shape().part(0, mask.rank()).equals(mask.shape());
  }
}
