package graft.core.trace;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Randoms;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.Map;
import java.util.Optional;

/**
 * Counter-based random tensors: the key is a 64-bit hash of (seed, path, number of the draw), so
 * that no layer's numbers depend on another's; the counters are step, micro-step and example.
 */
final class Draws implements Randoms {
  private final long seed;
  private final String path;
  private final Map<String, Integer> drawn;
  private final Tensor step;
  private final Tensor micro;
  private final Tensor steady;
  private final Tensor example;

  /**
   * @param drawn how many draws each path made so far; shared by all of a trace
   * @param steady {@code micro} without the steps of the scan around
   * @param example a scalar, or a vector (batch): then shapes that begin with its size are drawn
   *     example by example
   */
  Draws(
      long seed,
      String path,
      Map<String, Integer> drawn,
      Tensor step,
      Tensor micro,
      Tensor steady,
      Tensor example) {
    this.seed = seed;
    this.path = path;
    this.drawn = drawn;
    this.step = step;
    this.micro = micro;
    this.steady = steady;
    this.example = example;
  }

  /** For initial values: no step, no example. */
  static Draws initial(long seed, String path, Map<String, Integer> drawn) {
    Tensor zero = Tensor.constant(DType.I64, 0);
    return new Draws(seed, "init:" + path, drawn, zero, zero, zero, zero);
  }

  @Override
  public Randoms steady() {
    return new Draws(seed, path, drawn, step, steady, steady, example);
  }

  @Override
  public Tensor uniform(TensorType type) {
    Optional<Shape> unfolded = unfolded(type.shape());
    if (unfolded.isPresent()) {
      return uniform(new TensorType(type.dtype(), unfolded.get())).reshape(type.shape());
    }
    int draw = drawn.merge(path, 1, Integer::sum) - 1;
    boolean perExample =
        example.rank() == 1
            && type.shape().rank() > 0
            && type.shape().dim(0).equals(example.shape().dim(0));
    Tensor index = perExample || example.rank() == 0 ? example : Tensor.constant(DType.I64, 0);
    return Tensor.of(new Op.Random(key(seed, path, draw), type), step, micro, index);
  }

  /** The shape (batch, n, …) of (batch·n, …), whose numbers are those of each example too. */
  private Optional<Shape> unfolded(Shape shape) {
    if (example.rank() != 1 || shape.rank() == 0) {
      return Optional.empty();
    }
    Dim first = shape.dim(0);
    Dim batch = example.shape().dim(0);
    long n = first.names().equals(batch.names()) ? first.evaluate(open -> 1) : 0;
    return n > 1 && first.equals(batch.times(n))
        ? Optional.of(shape.with(0, Dim.of(n)).prepend(batch))
        : Optional.empty();
  }

  /**
   * FNV-1a over the path, mixed with seed and draw by the finaliser of SplitMix64 (Steele 2014).
   */
  static long key(long seed, String path, int draw) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
    }
    return mix(mix(hash ^ mix(seed)) + draw);
  }

  private static long mix(long x) {
    long z = x + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The batch size's name in every program. */
  static final Dim BATCH = Dim.open("batch");
}
