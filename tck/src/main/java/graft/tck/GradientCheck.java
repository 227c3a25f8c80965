package graft.tck;

import graft.api.DType;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Tensor;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gradients against central differences, in double precision on the reference interpreter.
 *
 * <p>Idea: outputs are multiplied by fixed random numbers and summed to L. For each input p, one
 * random direction v: Σ ∂L/∂p·v must be (L(p + hv) − L(p − hv))/2h. The error of the difference is
 * about h²·|L'''|/6, which the difference with 2h shows (it is 4 times that), and 2⁻⁵²·|L|/h from
 * rounding, which is bounded by the terms' size.
 */
final class GradientCheck {
  private static final double STEP = 1e-5;

  private final Lab lab;
  private final Map<String, Integer> sizes;

  GradientCheck(Lab lab, Map<String, Integer> sizes) {
    this.lab = lab;
    this.sizes = sizes;
  }

  /**
   * Checks the gradients of the first {@code outputs} outputs to named inputs of type f64.
   *
   * @param inputs the values of all inputs
   * @return what was checked, for the report
   */
  String check(
      Graph graph, List<Tensor> outputs, List<String> to, Map<String, NdArray> inputs, long seed) {
    Values values = new Values(seed);
    Map<String, NdArray> all = new HashMap<>(inputs);
    Tensor loss = Tensor.constant(DType.F64, 0);
    for (int i = 0; i < outputs.size(); i++) {
      Tensor y = outputs.get(i);
      if (y.dtype().isFloating()) {
        all.put("factor" + i, values.normal(y.type(), sizes));
        loss = loss.add(y.multiply(Tensor.input("factor" + i, y.type())).sum().cast(DType.F64));
      }
    }
    Map<String, Tensor> named = new LinkedHashMap<>();
    graph.inputs().forEach(x -> named.put(((Op.Input) x.op()).label(), x));
    List<Tensor> gradients = lab.gradients(loss, to.stream().map(named::get).toList());
    List<NdArray> analytic = run(gradients, all);
    List<Tensor> only = List.of(loss);
    for (int i = 0; i < to.size(); i++) {
      String name = to.get(i);
      NdArray direction = values.normal(Objects.requireNonNull(named.get(name)).type(), sizes);
      double slope = dot(analytic.get(i), direction);
      double near = difference(only, all, name, direction, STEP);
      double far = difference(only, all, name, direction, 2 * STEP);
      double size = Math.abs(run(only, all).get(0).get(0)) + Math.abs(slope) + 1;
      double allowed = Math.abs(near - far) + 64 * 0x1p-52 * size / STEP;
      Proof.require(
          Math.abs(slope - near) <= allowed,
          "gradient to '"
              + name
              + "' along a random direction: central differences say "
              + near
              + " ± "
              + allowed
              + ", the gradient "
              + slope
              + " (seed "
              + seed
              + ")");
    }
    return to.isEmpty() ? "nothing to differentiate by" : String.join(", ", to);
  }

  private double difference(
      List<Tensor> loss, Map<String, NdArray> inputs, String name, NdArray direction, double h) {
    return (moved(loss, inputs, name, direction, h) - moved(loss, inputs, name, direction, -h))
        / (2 * h);
  }

  private double moved(
      List<Tensor> loss, Map<String, NdArray> inputs, String name, NdArray direction, double h) {
    NdArray from = Objects.requireNonNull(inputs.get(name));
    NdArray to = NdArray.zeros(DType.F64, from.shape());
    for (int i = 0; i < to.size(); i++) {
      to.set(i, from.get(i) + h * direction.get(i));
    }
    Map<String, NdArray> all = new HashMap<>(inputs);
    all.put(name, to);
    return run(loss, all).get(0).get(0);
  }

  private static double dot(NdArray a, NdArray b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  private List<NdArray> run(List<Tensor> outputs, Map<String, NdArray> inputs) {
    Graph graph = Rewrite.graphOf(new ArrayList<>(outputs));
    try (Runner runner = new Runner(lab.reference(false), lab.lower(graph), 1)) {
      return runner.run(inputs, sizes);
    }
  }
}
