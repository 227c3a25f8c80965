package graft.tck;

import graft.api.DType;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Graphs made from a graph to judge results of it. */
final class Rewrite {
  /** Sums and products of what is smaller do not overflow f32. */
  static final double LARGE = 1e15;

  private final Graph graph;
  private final Map<String, Integer> sizes;

  Rewrite(Graph graph, Map<String, Integer> sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  /** A graph and the further inputs that it needs. */
  record Rewritten(Graph graph, Map<String, NdArray> inputs) {}

  /** All results of operations, in order; a scan counts by its parts, a leaf not at all. */
  List<Tensor> results() {
    return graph.nodes().stream()
        .filter(node -> !node.operands().isEmpty() && !(node.op() instanceof Op.Scan))
        .toList();
  }

  /** The graph with every result an output. */
  Graph visible() {
    return new Graph(graph.inputs(), results());
  }

  /** Each operation alone, its operands being inputs: of all results the values are given. */
  Rewritten apart(Map<String, NdArray> inputs, List<NdArray> values) {
    Map<String, NdArray> all = new LinkedHashMap<>(inputs);
    Map<Tensor, Tensor> given = new IdentityHashMap<>();
    List<Tensor> results = results();
    for (int i = 0; i < results.size(); i++) {
      given.put(results.get(i), Tensor.input("value" + i, results.get(i).type()));
      all.put("value" + i, values.get(i));
    }
    List<Tensor> outputs = results.stream().map(node -> again(node, given)).toList();
    return new Rewritten(graphOf(outputs), all);
  }

  /** The operation over given operands; leaves stay, a scan below a part comes along. */
  private static Tensor again(Tensor node, Map<Tensor, Tensor> given) {
    List<Tensor> operands = new ArrayList<>();
    for (Tensor operand : node.operands()) {
      boolean scan = operand.op() instanceof Op.Scan;
      operands.add(scan ? again(operand, given) : given.getOrDefault(operand, operand));
    }
    return Tensor.of(node.op(), operands);
  }

  /**
   * For each summing result of a graph of {@link #apart}: Σ |terms|, then how many terms, as
   * outputs in the results' order. The same linear operation over absolute values, and over ones.
   */
  static Graph magnitudes(Graph apart) {
    List<Tensor> outputs = new ArrayList<>();
    for (Tensor node : apart.outputs()) {
      if (Rounding.of(node) == Rounding.SUM) {
        outputs.add(over(node, true));
        outputs.add(over(node, false));
      }
    }
    return graphOf(outputs);
  }

  private static Tensor over(Tensor node, boolean absolute) {
    List<Tensor> operands = new ArrayList<>();
    for (int i = 0; i < node.operands().size(); i++) {
      Tensor x = node.operands().get(i);
      // Where the greatest of a window is found, the operand is no term.
      boolean term = x.dtype() == node.dtype() && !(isMaxGradient(node) && i == 0);
      operands.add(!term ? x : absolute ? x.abs() : Tensor.full(x.type(), 1));
    }
    return Tensor.of(node.op(), operands);
  }

  private static boolean isMaxGradient(Tensor node) {
    return node.op() instanceof Op.PoolGradient p && p.pooling() == Op.Pooling.MAX;
  }

  /**
   * The graph with small random errors where an accelerator may make some: a sample of what a
   * correct accelerator could answer (Monte Carlo arithmetic, Parker 1997).
   *
   * @param flush whether denormal results of functions become 0, and −0 where its sign is free +0
   */
  Rewritten perturbed(long seed, boolean flush) {
    Values values = new Values(seed);
    Map<String, NdArray> noise = new LinkedHashMap<>();
    Map<Tensor, Tensor> next = new IdentityHashMap<>();
    for (Tensor node : graph.nodes()) {
      Rounding rounding = Rounding.of(node);
      List<Tensor> operands = new ArrayList<>();
      for (Tensor x : node.operands()) {
        Tensor operand = Objects.requireNonNull(next.get(x));
        boolean shaken = rounding == Rounding.SUM && x.dtype() == node.dtype();
        operands.add(shaken ? shaken(operand, 2, noise, values) : operand);
      }
      Tensor y = operands.isEmpty() ? node : Tensor.of(node.op(), operands);
      y = flush && rounding == Rounding.SUM ? unsure(y) : y;
      boolean result = !(node.op() instanceof Op.Scan) && node.dtype().isFloating();
      if (result && rounding != Rounding.EXACT) {
        y = shaken(y, rounding == Rounding.SUM ? 1 : Rounding.ulps(node.op()), noise, values);
        y = flush ? flushed(y) : y;
      } else if (result && flush && Rounding.looseZero(node.op())) {
        y = y.add(0);
      }
      next.put(node, y);
    }
    return new Rewritten(graphOf(graph.outputs().stream().map(next::get).toList()), noise);
  }

  private Tensor shaken(Tensor x, double ulps, Map<String, NdArray> noise, Values values) {
    String name = "noise" + noise.size();
    noise.put(name, values.noise(x.type(), sizes, ulps * Rounding.unit(x.dtype())));
    return x.multiply(Tensor.input(name, x.type()));
  }

  /** A sum without one answer, since it may overflow or meets padding, becomes NaN. */
  private static Tensor unsure(Tensor sum) {
    Tensor large = Tensor.constant(DType.BOOL, 0);
    Tensor infinite = large;
    for (Tensor x : sum.operands()) {
      if (x.dtype().isFloating()) {
        large = large.or(x.abs().greater(LARGE).and(x.isFinite()).max());
        infinite = infinite.or(x.isFinite().not().max());
      }
    }
    Tensor nan = Tensor.constant(sum.dtype(), Double.NaN);
    Tensor known = Rounding.padded(sum.op()) ? infinite.select(nan, sum) : sum;
    return large.select(known.add(over(sum, true).multiply(0)), known);
  }

  private static Tensor flushed(Tensor x) {
    DType dtype = x.dtype();
    Tensor least = Tensor.constant(dtype, Rounding.leastNormal(dtype));
    return x.abs().less(least).select(Tensor.constant(dtype, 0), x);
  }

  /** A graph of these outputs with the inputs that they need. */
  static Graph graphOf(List<Tensor> outputs) {
    List<Tensor> inputs =
        Graph.order(outputs).stream().filter(node -> node.op() instanceof Op.Input).toList();
    return new Graph(inputs, outputs);
  }
}
