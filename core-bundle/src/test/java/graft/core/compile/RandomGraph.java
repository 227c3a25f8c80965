package graft.core.compile;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Random computations of elementwise operations, reductions, reshapes and matrix products. */
final class RandomGraph {
  private static final Dim BATCH = Dim.open("batch");
  private static final List<Shape> SHAPES =
      List.of(
          Shape.SCALAR,
          Shape.of(4),
          Shape.of(1),
          Shape.SCALAR.append(BATCH),
          Shape.of(BATCH, 4),
          Shape.of(BATCH, 1),
          Shape.of(4, 4),
          Shape.of(BATCH, 2, 2),
          Shape.of(BATCH, 2, 4));

  private final Random random;
  private final List<Tensor> pool = new ArrayList<>();

  private RandomGraph(long seed) {
    random = new Random(seed);
  }

  /** The computation of a seed: {@code ops} operations, a few outputs and updated states. */
  static Computation of(long seed, int ops) {
    return new RandomGraph(seed).computation(ops);
  }

  private Computation computation(int ops) {
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i < SHAPES.size(); i++) {
      pool.add(input("x" + i, SHAPES.get(i)));
      states.add(input("s" + i, SHAPES.get(i)));
      states.add(input("t" + i, SHAPES.get(i)));
    }
    pool.addAll(states);
    for (int i = 0; i < ops; i++) {
      pool.add(next());
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      outputs.put("y" + i, late());
    }
    Map<String, Tensor> updates = new LinkedHashMap<>();
    for (Tensor state : states) {
      List<Tensor> fitting = pool.stream().filter(t -> t.type().equals(state.type())).toList();
      if (random.nextInt(3) > 0) {
        // the latest values are the most interesting
        int from = Math.max(0, fitting.size() - 4);
        Tensor next = fitting.get(from + random.nextInt(fitting.size() - from));
        boolean plain = random.nextBoolean();
        updates.put(
            ((Op.Input) state.op()).label(), plain ? next : next.multiply(0.5).add(state).sin());
      }
    }
    Optional<Tensor> guard =
        random.nextBoolean() ? Optional.of(late().sum().isFinite()) : Optional.empty();
    return new Computation(outputs, updates, guard, Map.of());
  }

  private static Tensor input(String name, Shape shape) {
    return Tensor.input(name, new TensorType(DType.F32, shape));
  }

  private Tensor late() {
    return pool.get(pool.size() - 1 - random.nextInt(10));
  }

  private Tensor any() {
    return random.nextBoolean() ? late() : pool.get(random.nextInt(pool.size()));
  }

  private Tensor like(Shape shape) {
    List<Tensor> fitting = pool.stream().filter(t -> t.shape().equals(shape)).toList();
    return fitting.isEmpty()
        ? Tensor.full(new TensorType(DType.F32, shape), 0.5)
        : fitting.get(fitting.size() - 1 - random.nextInt(Math.min(6, fitting.size())));
  }

  private Tensor next() {
    Tensor x = any();
    return switch (random.nextInt(12)) {
      case 0 -> x.sin();
      case 1 -> x.tanh().negate();
      case 2, 3 -> x.add(like(x.shape()));
      case 4 -> x.multiply(like(x.shape())).sin();
      case 5 -> x.greater(like(x.shape())).select(x, x.multiply(0.25));
      case 6 -> x.greater(0.5).cast(DType.F32).add(x);
      case 7 -> reduce(x);
      case 8 -> broadcast(x);
      case 9 -> reshape(x);
      case 10 -> matmul();
      default -> x.rank() > 1 ? whole(x) : x.abs();
    };
  }

  private Tensor reduce(Tensor x) {
    int rank = x.rank();
    if (rank == 0) {
      return x.cos();
    }
    int from = random.nextInt(rank);
    int to = from + 1 + random.nextInt(rank - from);
    int[] axes = IntStream.range(from, to).toArray();
    Tensor reduced = random.nextBoolean() ? x.mean(axes) : x.max(axes);
    return switch (random.nextInt(3)) {
      case 0 -> reduced;
      case 1 -> x.subtract(reduced.like(x, axes)).tanh();
      default -> x.multiply(reduced.sin().like(x, axes));
    };
  }

  private Tensor broadcast(Tensor x) {
    List<Shape> fitting = new ArrayList<>();
    for (Shape shape : SHAPES) {
      int lead = shape.rank() - x.rank();
      if (lead >= 0 && shape.part(lead, shape.rank()).equals(x.shape())) {
        fitting.add(shape);
      }
    }
    return fitting.isEmpty() ? x.exp().sin() : x.broadcastTo(pick(fitting)).multiply(0.5);
  }

  private Tensor reshape(Tensor x) {
    List<Shape> fitting =
        SHAPES.stream().filter(s -> s.elements().equals(x.shape().elements())).toList();
    return fitting.isEmpty() ? x.cos() : x.reshape(pick(fitting)).add(0.125);
  }

  private Tensor matmul() {
    return like(Shape.of(BATCH, 4)).matmul(like(Shape.of(4, 4))).multiply(0.1);
  }

  private Tensor whole(Tensor x) {
    return switch (random.nextInt(3)) {
      case 0 -> x.reverse(0);
      case 1 -> x.cumSum(-1).multiply(0.25);
      default -> Tensor.concat(-1, List.of(x, x)).slice(x.rank() - 1, Dim.ZERO, x.shape().dim(-1));
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
