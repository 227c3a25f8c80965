package graft.tck;

import graft.api.DType;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Tensor;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Proves that a layer honours masks of its inputs, in double precision on the reference
 * interpreter: nothing is left to rounding, so everything is compared to the bit.
 */
final class MaskProof {
  private final Lab lab;
  private final Set<Integer> masked;
  private final long seed;

  /**
   * @param masked numbers of the inputs that have a mask
   */
  MaskProof(Lab lab, Set<Integer> masked, long seed) {
    this.lab = lab;
    this.masked = masked;
    this.seed = seed;
  }

  /** Outputs that count are the same, even if what is masked is NaN. */
  String outputs(Lab.Traced traced, Map<String, NdArray> values, Map<String, Integer> sizes) {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < traced.ys(); i++) {
      outputs.add(counting(traced, i));
    }
    same("output", outputs, values, poisoned(values, Double.NaN), sizes);
    return "masks of inputs " + masked;
  }

  /**
   * Gradients of outputs that count: to inputs exactly 0 where masked, even if the value there is
   * NaN; to parameters the same whatever finite value is masked.
   */
  String gradients(Lab.Traced traced, Map<String, NdArray> values, Map<String, Integer> sizes) {
    Map<String, NdArray> all = new LinkedHashMap<>(values);
    Values random = new Values(seed);
    Tensor loss = Tensor.constant(DType.F64, 0);
    for (int i = 0; i < traced.ys(); i++) {
      Tensor y = counting(traced, i);
      if (y.dtype().isFloating()) {
        all.put("factor" + i, random.normal(y.type(), sizes));
        loss = loss.add(y.multiply(Tensor.input("factor" + i, y.type())).sum().cast(DType.F64));
      }
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    traced.graph().inputs().forEach(x -> inputs.put(((Op.Input) x.op()).label(), x));
    List<Integer> to =
        masked.stream()
            .filter(i -> Objects.requireNonNull(all.get("x" + i)).dtype().isFloating())
            .sorted()
            .toList();
    List<Tensor> gradients =
        lab.gradients(loss, to.stream().map(i -> inputs.get("x" + i)).toList());
    List<NdArray> results = run(gradients, poisoned(all, Double.NaN), sizes);
    for (int i = 0; i < to.size(); i++) {
      NdArray counts = Objects.requireNonNull(all.get("mask" + to.get(i)));
      int inner = results.get(i).size() / counts.size();
      for (int k = 0; k < results.get(i).size(); k++) {
        double gradient = results.get(i).get(k);
        Proof.require(
            counts.get(k / inner) != 0 || gradient == 0,
            "element " + k + " of 'x" + to.get(i) + "' is masked and has gradient " + gradient);
      }
    }
    List<Tensor> parameters =
        lab.gradients(loss, traced.parameters().stream().map(inputs::get).toList());
    same("gradient of " + traced.parameters(), parameters, all, poisoned(all, 7), sizes);
    return "zero where masked: inputs " + to;
  }

  /** An output with 0 where it is masked. */
  private static Tensor counting(Lab.Traced traced, int output) {
    Tensor y = traced.graph().outputs().get(output);
    Tensor mask = traced.masks().get(output);
    if (mask == null) {
      return y;
    }
    Tensor wide = mask;
    while (wide.rank() < y.rank()) {
      wide = wide.expandDims(-1);
    }
    return wide.select(y, Tensor.constant(y.dtype(), 0));
  }

  private void same(
      String what,
      List<Tensor> outputs,
      Map<String, NdArray> values,
      Map<String, NdArray> others,
      Map<String, Integer> sizes) {
    List<NdArray> expected = run(outputs, values, sizes);
    List<NdArray> actual = run(outputs, others, sizes);
    for (int i = 0; i < outputs.size(); i++) {
      for (int k = 0; k < expected.get(i).size(); k++) {
        double e = expected.get(i).get(k);
        double a = actual.get(i).get(k);
        Proof.require(
            e == a,
            what
                + " "
                + i
                + ": element "
                + k
                + " is "
                + e
                + ", and "
                + a
                + " if other values are masked");
      }
    }
  }

  /** Values with another number in place of each that is masked. */
  private Map<String, NdArray> poisoned(Map<String, NdArray> values, double poison) {
    Map<String, NdArray> all = new LinkedHashMap<>(values);
    for (int i : masked) {
      NdArray from = values.get("x" + i);
      NdArray counts = values.get("mask" + i);
      if (from == null || counts == null || !from.dtype().isFloating()) {
        continue;
      }
      NdArray to = NdArray.zeros(from.dtype(), from.shape());
      int inner = from.size() / counts.size();
      for (int k = 0; k < to.size(); k++) {
        to.set(k, counts.get(k / inner) != 0 ? from.get(k) : poison);
      }
      all.put("x" + i, to);
    }
    return all;
  }

  private List<NdArray> run(
      List<Tensor> outputs, Map<String, NdArray> values, Map<String, Integer> sizes) {
    if (outputs.isEmpty()) {
      return List.of();
    }
    try (Runner runner = new Runner(lab.reference(false), lab.lower(Rewrite.graphOf(outputs)), 1)) {
      return runner.run(values, sizes);
    }
  }
}
