package graft.tck;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proves a small function: activation, loss, regularizer, constraint, schedule, initializer. */
final class FunctionProof {
  private static final long SEED = 42;
  private static final int BATCH = 4;

  private final Lab lab;
  private final Kind kind;
  private final Spec spec;
  private final Set<Trait> traits;
  private final List<TensorType> inputs;

  FunctionProof(Lab lab, Kind kind, Spec spec, Set<Trait> traits, List<TensorType> inputs) {
    this.lab = lab;
    this.kind = kind;
    this.spec = spec;
    this.traits = traits;
    this.inputs = inputs;
  }

  void run(Proof proof) {
    proof.check("an unknown field is refused", this::refusesUnknownField);
    proof.check("the result has the right shape and is finite", this::shape);
    switch (kind) {
      case ACTIVATION, REGULARIZER -> proof.check("gradients are right", () -> gradients(1));
      case LOSS -> {
        proof.check("gradients are right", () -> gradients(1));
        proof.check("examples are independent", this::independent);
      }
      case INITIALIZER -> proof.check("the same seed gives the same bits", this::deterministic);
      case SCHEDULE -> proof.check("rates are finite and not negative", this::rates);
      default -> {}
    }
    for (String accelerator : lab.accelerators()) {
      proof.check(accelerator + " agrees with the oracle", () -> agrees(accelerator));
    }
  }

  private Graph graph(DType dtype, Spec config, long seed) {
    List<TensorType> types = new ArrayList<>();
    for (TensorType type : inputs) {
      boolean fixed = !type.dtype().isFloating() || kind == Kind.SCHEDULE;
      types.add(new TensorType(fixed ? type.dtype() : dtype, type.shape()));
    }
    return lab.function(kind, config, types, seed);
  }

  private Map<String, Integer> sizes(int batch) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    inputs.forEach(
        x -> x.shape().dims().forEach(d -> d.names().forEach(name -> sizes.put(name, batch))));
    return sizes;
  }

  /** Predictions in (0.05, 0.95), class ids below the classes, steps, else normal numbers. */
  private Map<String, NdArray> values(Graph graph, int batch) {
    Values values = new Values(SEED);
    Map<String, Integer> sizes = sizes(batch);
    Map<String, NdArray> all = new LinkedHashMap<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      Tensor x = graph.inputs().get(i);
      NdArray value = values.normal(x.type(), sizes);
      if (kind == Kind.LOSS) {
        boolean classes = i == 1 && !x.dtype().isFloating();
        value =
            classes
                ? values.uniform(x.type(), sizes, 0, inputs.get(0).shape().last())
                : values.uniform(x.type(), sizes, 0.05, 0.95);
      } else if (kind == Kind.SCHEDULE) {
        value = values.uniform(x.type(), sizes, 0, 1000);
      }
      all.put(label(x), value);
    }
    return all;
  }

  private static String label(Tensor input) {
    return ((Op.Input) input.op()).label();
  }

  private String refusesUnknownField() {
    try {
      graph(DType.F32, spec.with("no_such_field", 1L), SEED);
    } catch (ConfigException expected) {
      return "";
    }
    throw new AssertionError("a field 'no_such_field' was accepted; expected a ConfigException");
  }

  private String shape() {
    Graph graph = graph(DType.F32, spec, SEED);
    Proof.require(graph.outputs().size() == 1, "expected one result, got " + graph.outputs());
    Tensor y = graph.outputs().get(0);
    Shape x = inputs.get(0).shape();
    Shape expected =
        switch (kind) {
          case REGULARIZER, SCHEDULE -> Shape.SCALAR;
          case LOSS -> x.rank() == 1 ? x : x.part(0, x.rank() - 1);
          default -> x;
        };
    if (kind == Kind.LOSS && !y.shape().equals(expected)) {
      boolean perExample = y.rank() >= 1 && y.shape().dim(0).equals(x.dim(0));
      Proof.require(perExample, "a loss gives one value an example, got " + y.type());
    } else if (!traits.contains(Trait.RESHAPING)) {
      Proof.require(y.shape().equals(expected), "expected shape " + expected + ", got " + y.type());
    }
    NdArray value = run(graph, values(graph, BATCH), sizes(BATCH), true);
    for (int k = 0; k < value.size(); k++) {
      Proof.require(Double.isFinite(value.get(k)), "got " + value.get(k) + " for finite inputs");
    }
    return y.type().toString();
  }

  private String gradients(int arguments) {
    Graph graph = graph(DType.F64, spec, SEED);
    List<String> to = graph.inputs().subList(0, arguments).stream().map(x -> label(x)).toList();
    return new GradientCheck(lab, sizes(BATCH))
        .check(graph, graph.outputs(), to, values(graph, BATCH), SEED);
  }

  private String independent() {
    Graph graph = graph(DType.F64, spec, SEED);
    Map<String, NdArray> all = values(graph, BATCH);
    Map<String, NdArray> part = new LinkedHashMap<>();
    all.forEach((name, value) -> part.put(name, Values.rows(value, 0, BATCH / 2)));
    NdArray whole = run(graph, all, sizes(BATCH), false);
    NdArray half = run(graph, part, sizes(BATCH / 2), false);
    NdArray expected = Values.rows(whole, 0, BATCH / 2);
    Agreement.compare(
        "the loss of two examples alone, and in a batch of four",
        half,
        expected,
        k -> 1e-12 * (1 + Math.abs(expected.get(k))));
    return "";
  }

  private String deterministic() {
    Graph a = graph(DType.F32, spec, SEED);
    NdArray first = run(a, Map.of(), Map.of(), true);
    NdArray again = run(graph(DType.F32, spec, SEED), Map.of(), Map.of(), true);
    Proof.require(Values.same(first, again), "two runs differ");
    NdArray other = run(graph(DType.F32, spec, SEED + 1), Map.of(), Map.of(), true);
    return Values.same(first, other) ? "independent of the seed" : "";
  }

  private String rates() {
    Graph graph = graph(DType.F32, spec, SEED);
    for (float step : new float[] {0, 1, 2, 10, 100, 1000, 1e6f}) {
      NdArray at = new NdArray(new float[] {step});
      double rate = run(graph, Map.of(label(graph.inputs().get(0)), at), Map.of(), true).get(0);
      Proof.require(rate >= 0 && rate < 1e30, "the rate at step " + step + " is " + rate);
    }
    return "";
  }

  private String agrees(String accelerator) {
    Graph graph = graph(DType.F32, spec, SEED);
    List<Tensor> outputs = new ArrayList<>(graph.outputs());
    if (kind == Kind.ACTIVATION || kind == Kind.LOSS || kind == Kind.REGULARIZER) {
      outputs.addAll(lab.gradients(outputs.get(0).sum(), List.of(graph.inputs().get(0))));
    }
    return new Agreement(lab, lab.accelerator(accelerator), 0)
        .whole(Rewrite.graphOf(outputs), values(graph, BATCH), sizes(BATCH), SEED);
  }

  private NdArray run(
      Graph graph, Map<String, NdArray> values, Map<String, Integer> sizes, boolean rounding) {
    try (Runner runner = new Runner(lab.reference(rounding), lab.lower(graph), 1)) {
      return runner.run(values, sizes).get(0);
    }
  }
}
