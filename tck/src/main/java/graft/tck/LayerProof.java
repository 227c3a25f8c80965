package graft.tck;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Proves a layer or block. */
final class LayerProof {
  private static final long SEED = 42;
  private static final int BATCH = 4;

  private final Lab lab;
  private final Spec spec;
  private final Set<Trait> traits;
  private final List<TensorType> inputs;
  private final Map<Integer, TensorType> masks;
  private final Set<String> open;

  /**
   * @param masks number of an input → type of its mask
   */
  LayerProof(
      Lab lab,
      Spec spec,
      Set<Trait> traits,
      List<TensorType> inputs,
      Map<Integer, TensorType> masks) {
    this.lab = lab;
    this.spec = spec;
    this.traits = traits;
    this.inputs = inputs;
    this.masks = masks;
    this.open = new LinkedHashSet<>();
    inputs.forEach(x -> x.shape().dims().forEach(dim -> open.addAll(dim.names())));
  }

  void run(Proof proof) {
    proof.check("an unknown field is refused", this::refusesUnknownField);
    for (boolean training : new boolean[] {true, false}) {
      String mode = training ? " (training)" : " (prediction)";
      proof.check("shapes hold for every batch size" + mode, () -> shapes(training));
      proof.check("the same seed gives the same bits" + mode, () -> deterministic(training));
      proof.check("gradients are right" + mode, () -> gradients(training));
      independence(proof, training, mode);
      if (!masks.isEmpty()) {
        MaskProof masked = new MaskProof(lab, masks.keySet(), SEED);
        Case c = trace(training, DType.F64, BATCH);
        proof.check(
            "what is masked changes no output" + mode,
            () -> masked.outputs(c.traced(), c.values(), c.sizes()));
        proof.check(
            "what is masked has no gradient" + mode,
            () -> masked.gradients(c.traced(), c.values(), c.sizes()));
      }
      for (String accelerator : lab.accelerators()) {
        proof.check(
            accelerator + " agrees with the oracle" + mode, () -> agrees(accelerator, training));
      }
    }
  }

  /** A trace with values for everything that it reads. */
  private record Case(Lab.Traced traced, Map<String, NdArray> values, Map<String, Integer> sizes) {
    List<Tensor> outputs() {
      return traced.graph().outputs().subList(0, traced.ys());
    }
  }

  private Case trace(boolean training, DType dtype, int batch) {
    List<TensorType> types = new ArrayList<>();
    for (TensorType type : inputs) {
      types.add(new TensorType(type.dtype().isFloating() ? dtype : type.dtype(), type.shape()));
    }
    Lab.Traced traced = lab.layer(spec, types, masks, training, dtype, SEED);
    Map<String, Integer> sizes = new LinkedHashMap<>();
    open.forEach(name -> sizes.put(name, name.equals("batch") ? batch : 5));
    return new Case(traced, values(traced, sizes), sizes);
  }

  /** Inputs normal, parameters as initialised but never all alike, counters 0, 1, 2 … */
  private static Map<String, NdArray> values(Lab.Traced traced, Map<String, Integer> sizes) {
    Values values = new Values(SEED);
    Map<String, NdArray> all = new LinkedHashMap<>();
    for (Tensor input : traced.graph().inputs()) {
      String label = ((Op.Input) input.op()).label();
      NdArray initial = traced.values().get(label);
      NdArray value = initial != null ? initial : values.normal(input.type(), sizes);
      if (traced.parameters().contains(label)) {
        NdArray noise = values.uniform(input.type(), sizes, -0.1, 0.1);
        NdArray moved = NdArray.zeros(value.dtype(), value.shape());
        for (int i = 0; i < moved.size(); i++) {
          moved.set(i, value.get(i) + noise.get(i));
        }
        value = moved;
      } else if (initial == null && !label.matches("(x|mask)\\d+")) {
        for (int i = 0; i < value.size(); i++) {
          value.set(i, i);
        }
      }
      all.put(label, value);
    }
    return all;
  }

  /** Throws if the layer does not take such inputs. */
  void dryRun() {
    Case c = trace(false, DType.F32, BATCH);
    run(c, c.outputs(), false);
  }

  private String refusesUnknownField() {
    try {
      lab.layer(spec.with("no_such_field", 1L), inputs, masks, false, DType.F32, SEED);
    } catch (ConfigException expected) {
      return "";
    }
    throw new AssertionError("a field 'no_such_field' was accepted; expected a ConfigException");
  }

  private String shapes(boolean training) {
    List<String> shapes = new ArrayList<>();
    for (int batch : new int[] {1, 3, 8}) {
      Case c = trace(training, DType.F32, batch);
      List<NdArray> results = run(c, c.traced().graph().outputs(), false);
      for (int i = 0; i < c.traced().ys(); i++) {
        Tensor y = c.outputs().get(i);
        int[] expected = Values.sizes(y.shape(), c.sizes());
        Proof.require(
            Arrays.equals(expected, results.get(i).shape()),
            "output "
                + i
                + " "
                + y.type()
                + " has shape "
                + Arrays.toString(results.get(i).shape()));
        for (int k = 0; k < results.get(i).size(); k++) {
          Proof.require(
              Double.isFinite(results.get(i).get(k)),
              "output " + i + " has " + results.get(i).get(k) + " for finite inputs");
        }
        if (batch == 1) {
          shapes.add(y.type().toString());
        }
      }
    }
    return String.join(", ", shapes);
  }

  private String deterministic(boolean training) {
    Case a = trace(training, DType.F32, BATCH);
    Case b = trace(training, DType.F32, BATCH);
    a.traced()
        .values()
        .forEach(
            (name, value) ->
                Proof.require(
                    Values.same(value, Objects.requireNonNull(b.traced().values().get(name))),
                    "'" + name + "' is initialised differently by the same seed"));
    List<NdArray> first = run(a, a.traced().graph().outputs(), false);
    List<NdArray> second = run(b, b.traced().graph().outputs(), false);
    for (int i = 0; i < first.size(); i++) {
      Proof.require(Values.same(first.get(i), second.get(i)), "output " + i + " differs");
    }
    return "";
  }

  private String gradients(boolean training) {
    if (traits.contains(Trait.CUSTOM_GRADIENT)) {
      return "its own by intention";
    }
    Case c = trace(training, DType.F64, BATCH);
    List<Tensor> outputs = new ArrayList<>(c.outputs());
    List<Tensor> all = c.traced().graph().outputs();
    outputs.addAll(all.subList(c.traced().ys() + c.traced().updated().size(), all.size()));
    List<String> to = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).dtype().isFloating() && c.values().containsKey("x" + i)) {
        to.add("x" + i);
      }
    }
    c.traced().parameters().stream().filter(c.values()::containsKey).forEach(to::add);
    return new GradientCheck(lab, c.sizes())
        .check(c.traced().graph(), outputs, to, c.values(), SEED);
  }

  /** The results of two examples must be the same without the other two. */
  private void independence(Proof proof, boolean training, String mode) {
    boolean batched =
        inputs.stream()
            .allMatch(x -> x.shape().rank() > 0 && x.shape().dim(0).names().contains("batch"));
    if (!batched || (training && traits.contains(Trait.BATCH_DEPENDENT))) {
      proof.note("examples are independent" + mode, "not asked for");
      return;
    }
    proof.check("examples are independent" + mode, () -> independent(training));
  }

  private String independent(boolean training) {
    Case c = trace(training, DType.F64, BATCH);
    Map<String, NdArray> part = new LinkedHashMap<>(c.values());
    for (Tensor input : c.traced().graph().inputs()) {
      String label = ((Op.Input) input.op()).label();
      if (input.rank() > 0 && input.shape().dim(0).names().contains("batch")) {
        part.computeIfPresent(label, (name, values) -> Values.rows(values, 0, BATCH / 2));
      }
    }
    Map<String, Integer> sizes = new LinkedHashMap<>(c.sizes());
    sizes.put("batch", BATCH / 2);
    List<NdArray> whole = run(c, c.outputs(), true);
    List<NdArray> half = run(new Case(c.traced(), part, sizes), c.outputs(), true);
    for (int i = 0; i < half.size(); i++) {
      NdArray expected = Values.rows(whole.get(i), 0, half.get(i).shape()[0]);
      NdArray actual = half.get(i);
      Agreement.compare(
          "output " + i + " of two examples alone, and in a batch of four",
          actual,
          expected,
          k -> 1e-12 * (1 + Math.abs(expected.get(k))));
    }
    return "";
  }

  private String agrees(String accelerator, boolean training) {
    Case c = trace(training, DType.F32, BATCH);
    List<Tensor> outputs = new ArrayList<>(c.traced().graph().outputs());
    List<Tensor> to = new ArrayList<>();
    for (Tensor input : c.traced().graph().inputs()) {
      String label = ((Op.Input) input.op()).label();
      boolean floating = label.matches("x\\d+") && input.dtype().isFloating();
      if (floating || c.traced().parameters().contains(label)) {
        to.add(input);
      }
    }
    if (training && !to.isEmpty()) {
      Tensor sum = Tensor.constant(DType.F32, 0);
      for (Tensor y : c.outputs()) {
        sum = y.dtype().isFloating() ? sum.add(y.square().sum()) : sum;
      }
      outputs.addAll(lab.gradients(sum, to));
    }
    Graph graph = Rewrite.graphOf(outputs);
    return new Agreement(lab, lab.accelerator(accelerator), 0)
        .whole(graph, c.values(), c.sizes(), SEED);
  }

  private List<NdArray> run(Case c, List<Tensor> outputs, boolean exact) {
    Graph graph = Rewrite.graphOf(outputs);
    try (Runner runner = new Runner(lab.reference(!exact), lab.lower(graph), 1)) {
      return runner.run(c.values(), c.sizes());
    }
  }
}
