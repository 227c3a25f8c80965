package graft.tck;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.api.run.Lab;
import java.util.List;
import java.util.Map;

/** Proves a metric. */
final class MetricProof {
  private static final int EXAMPLES = 8;

  private final Lab lab;
  private final Spec spec;
  private final NdArray prediction;
  private final NdArray target;
  private final NdArray weight;

  MetricProof(Lab lab, Spec spec, TensorType prediction, TensorType target) {
    this.lab = lab;
    this.spec = spec;
    Values values = new Values(42);
    Map<String, Integer> sizes = Map.of("batch", EXAMPLES);
    this.prediction = values.uniform(prediction, sizes, 0.05, 0.95);
    boolean vector = prediction.shape().rank() == 1;
    int classes = vector ? 2 : Math.max(prediction.shape().last(), 2);
    this.target =
        target.dtype().isFloating()
            ? values.uniform(target, sizes, 0, 1)
            : values.uniform(target, sizes, 0, classes);
    Shape scored =
        vector ? prediction.shape() : prediction.shape().part(0, prediction.shape().rank() - 1);
    this.weight = values.uniform(new TensorType(DType.F32, scored), sizes, 0.5, 2);
  }

  void run(Proof proof) {
    proof.check("an unknown field is refused", this::refusesUnknownField);
    proof.check("the result is finite", this::finite);
    proof.check("totals merge across batches", this::merges);
    proof.check("what weighs 0 does not count", this::weights);
    for (String accelerator : lab.accelerators()) {
      proof.check(accelerator + " agrees with the oracle", () -> agrees(accelerator));
    }
  }

  /** Throws if the metric does not take such inputs. */
  void dryRun() {
    measure(List.of(batch(0, EXAMPLES)));
  }

  private List<NdArray> batch(int from, int to) {
    return List.of(
        Values.rows(prediction, from, to),
        Values.rows(target, from, to),
        Values.rows(weight, from, to));
  }

  private NdArray measure(List<List<NdArray>> batches) {
    return lab.measure(spec, batches, lab.reference(true));
  }

  private String refusesUnknownField() {
    try {
      lab.measure(spec.with("no_such_field", 1L), List.of(batch(0, EXAMPLES)), lab.reference(true));
    } catch (ConfigException expected) {
      return "";
    }
    throw new AssertionError("a field 'no_such_field' was accepted; expected a ConfigException");
  }

  private String finite() {
    NdArray result = measure(List.of(batch(0, EXAMPLES)));
    for (int k = 0; k < result.size(); k++) {
      Proof.require(Double.isFinite(result.get(k)), "got " + result);
    }
    return result.toString();
  }

  /** Sums of f32 within a batch: 1e-5 is √8 additions and some functions, many times over. */
  private String merges() {
    same(measure(List.of(batch(0, 3), batch(3, EXAMPLES))), "in two batches");
    return "";
  }

  private String weights() {
    NdArray zero = NdArray.zeros(weight.dtype(), Values.rows(weight, 0, 3).shape());
    List<NdArray> nothing = List.of(Values.rows(prediction, 2, 5), Values.rows(target, 2, 5), zero);
    same(measure(List.of(batch(0, EXAMPLES), nothing)), "with examples that weigh 0");
    return "";
  }

  private String agrees(String accelerator) {
    same(
        lab.measure(spec, List.of(batch(0, EXAMPLES)), lab.accelerator(accelerator)),
        "on " + accelerator);
    return "";
  }

  private void same(NdArray actual, String how) {
    NdArray expected = measure(List.of(batch(0, EXAMPLES)));
    Agreement.compare(
        "the result " + how, actual, expected, k -> 1e-5 * (1 + Math.abs(expected.get(k))));
  }
}
