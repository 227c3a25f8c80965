package graft.tck;

import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Tensor;
import graft.api.accel.Accelerator;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * Whether an accelerator agrees with the reference interpreter that rounds as the dtypes say.
 *
 * <p>Two ways. {@link #eachOperation}: all results are made visible, and each operation is compared
 * with the interpreter's over the very operands that the accelerator had, so no error of an earlier
 * operation blurs the judgement. {@link #whole}: only the outputs are asked for, so everything may
 * be fused; the tolerance is what a sample of graphs with errors of the allowed size shows.
 */
final class Agreement {
  private static final int SAMPLES = 3;

  /** A sample of three shows the worst error but seldom; what it shows is taken so many times. */
  private static final double MARGIN = 8;

  private final Lab lab;
  private final Accelerator accelerator;
  private final int threads;

  Agreement(Lab lab, Accelerator accelerator, int threads) {
    this.lab = lab;
    this.accelerator = accelerator;
    this.threads = threads;
  }

  /** Compares each operation of a graph alone. */
  void eachOperation(Graph graph, Map<String, NdArray> inputs, Map<String, Integer> sizes) {
    Rewrite rewrite = new Rewrite(graph, sizes);
    List<Tensor> results = rewrite.results();
    List<NdArray> actual = on(accelerator, rewrite.visible(), inputs, sizes, true);
    Rewrite.Rewritten apart = rewrite.apart(inputs, actual);
    List<NdArray> expected = on(lab.reference(true), apart.graph(), apart.inputs(), sizes, false);
    Graph magnitudes = Rewrite.magnitudes(apart.graph());
    List<NdArray> sums =
        magnitudes.outputs().isEmpty()
            ? List.of()
            : on(lab.reference(false), magnitudes, apart.inputs(), sizes, false);
    int sum = 0;
    for (int i = 0; i < results.size(); i++) {
      Tensor node = results.get(i);
      NdArray e = expected.get(i);
      double unit = Rounding.unit(node.dtype());
      double least = Rounding.leastNormal(node.dtype());
      switch (Rounding.of(node)) {
        case EXACT -> compare(describe(node, i), actual.get(i), e, k -> 0);
        case CLOSE -> {
          double ulps = ulps(node);
          boolean around = around(node);
          compare(
              describe(node, i),
              actual.get(i),
              e,
              k -> ulps * unit * Math.max(Math.abs(e.get(k)), around ? 1 : 0) + 2 * least);
        }
        case SUM -> {
          NdArray terms = sums.get(sum++);
          NdArray count = sums.get(sum++);
          List<Tensor> operands = apart.graph().outputs().get(i).operands();
          // Large numbers may overflow in one order and not in another; infinite ones decide.
          double doubt = any(operands, apart.inputs(), Agreement::isLarge);
          double padding =
              Rounding.padded(node.op())
                  ? any(operands, apart.inputs(), x -> !Double.isFinite(x))
                  : 0;
          // Errors of k additions in any order: about √k half units of Σ|terms|; 4 for the tails.
          compare(
              describe(node, i),
              actual.get(i),
              e,
              k ->
                  Double.isFinite(terms.get(k))
                      ? 4 * Math.sqrt(Math.max(count.get(k), 1)) * unit / 2 * terms.get(k)
                          + least
                          + padding
                      : Math.max(doubt, padding));
        }
      }
    }
  }

  /** ∞ if any element of the inputs among the operands is such, else 0. */
  private static double any(
      List<Tensor> operands, Map<String, NdArray> inputs, DoublePredicate such) {
    for (Tensor x : operands) {
      NdArray array = x.op() instanceof Op.Input input ? inputs.get(input.label()) : null;
      for (int k = 0; array != null && k < array.size(); k++) {
        if (such.test(array.get(k))) {
          return Double.POSITIVE_INFINITY;
        }
      }
    }
    return 0;
  }

  private static boolean isLarge(double x) {
    return Math.abs(x) > Rewrite.LARGE && Double.isFinite(x);
  }

  /** Where a tolerance is relative to 1 rather than to the result: waves, and scans of them. */
  private static boolean around(Tensor node) {
    return node.op() instanceof Op.Part
        || (node.op() instanceof Op.Unary unary
            && (unary.function() == Op.UnaryFunction.SIN
                || unary.function() == Op.UnaryFunction.COS));
  }

  private static double ulps(Tensor node) {
    if (node.op() instanceof Op.Reduce) {
      return 64; // a product: one rounding for each factor
    }
    return Rounding.ulps(node.op());
  }

  /** Compares the outputs of a graph that may be fused. Returns a word on how close they were. */
  String whole(Graph graph, Map<String, NdArray> inputs, Map<String, Integer> sizes, long seed) {
    List<NdArray> actual = on(accelerator, graph, inputs, sizes, true);
    Rewrite rewrite = new Rewrite(graph, sizes);
    List<List<NdArray>> samples = new ArrayList<>();
    samples.add(on(lab.reference(true), graph, inputs, sizes, false));
    for (int i = 0; i < SAMPLES; i++) {
      Rewrite.Rewritten sample = rewrite.perturbed(seed + i, i == SAMPLES - 1);
      Map<String, NdArray> all = new HashMap<>(inputs);
      all.putAll(sample.inputs());
      samples.add(on(lab.reference(true), sample.graph(), all, sizes, false));
    }
    for (int i = 0; i < actual.size(); i++) {
      int output = i;
      Tensor node = graph.outputs().get(i);
      List<NdArray> seen = samples.stream().map(sample -> sample.get(output)).toList();
      double typical = typicalSpread(seen);
      compare(
          "output " + i + " " + node, actual.get(i), seen.get(0), k -> allowed(seen, k, typical));
    }
    return actual.size() + (actual.size() == 1 ? " output" : " outputs");
  }

  /** How far correct answers spread at one element; ∞ if some are finite and others not. */
  private static double allowed(List<NdArray> samples, int k, double typical) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int finite = 0;
    for (NdArray sample : samples) {
      double value = sample.get(k);
      finite += Double.isFinite(value) ? 1 : 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (finite < samples.size()) {
      double first = samples.get(0).get(k);
      boolean equal = samples.stream().allMatch(s -> Double.compare(s.get(k), first) == 0);
      return equal ? 0 : Double.POSITIVE_INFINITY;
    }
    return MARGIN * Math.max(high - low, typical * Math.abs(samples.get(0).get(k)));
  }

  /** The mean relative spread of what is finite: one element's may be small by luck. */
  private static double typicalSpread(List<NdArray> samples) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k < samples.get(0).size(); k++) {
      double value = Math.abs(samples.get(0).get(k));
      double spread = 0;
      for (NdArray sample : samples) {
        spread = Math.max(spread, Math.abs(sample.get(k) - samples.get(0).get(k)));
      }
      if (value > 0 && Double.isFinite(value) && Double.isFinite(spread)) {
        sum += Math.min(spread / value, 1e-3);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private List<NdArray> on(
      Accelerator where,
      Graph graph,
      Map<String, NdArray> inputs,
      Map<String, Integer> sizes,
      boolean compiled) {
    try (Runner runner =
        new Runner(where, compiled ? lab.compile(graph) : lab.lower(graph), threads)) {
      return runner.run(inputs, sizes);
    }
  }

  private static String describe(Tensor node, int index) {
    return "operation "
        + index
        + ": "
        + node.op()
        + " of "
        + node.operands().stream().map(x -> x.type().toString()).toList();
  }

  /** The greatest distance that is allowed at an element. */
  interface Tolerance {
    double at(int element);
  }

  /**
   * Compares element by element; NaN agrees with NaN, 0 with −0.
   *
   * @throws AssertionError with the first element that is too far off
   */
  static void compare(String what, NdArray actual, NdArray expected, Tolerance tolerance) {
    Proof.require(
        actual.dtype() == expected.dtype() && Arrays.equals(actual.shape(), expected.shape()),
        what + ": expected " + expected + ", got " + actual);
    for (int k = 0; k < expected.size(); k++) {
      double a = actual.get(k);
      double e = expected.get(k);
      if (a == e || (Double.isNaN(a) && Double.isNaN(e))) {
        continue;
      }
      double allowed = tolerance.at(k);
      if (!(Math.abs(a - e) <= allowed) && allowed != Double.POSITIVE_INFINITY) {
        throw new AssertionError(
            what + ": element " + k + ": expected " + e + " ± " + allowed + ", got " + a);
      }
    }
  }
}
