package graft.core.lab;

import graft.api.DType;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.accel.Accelerator;
import graft.api.accel.Program;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.run.Lab;
import graft.api.run.RunSpec;
import graft.core.compile.Compiler;
import graft.core.compile.Computation;
import graft.core.grad.Gradients;
import graft.core.reference.Interpreter;
import graft.core.registry.Provider;
import graft.core.registry.Registry;
import graft.core.trace.Alone;
import graft.core.trace.StateTensor;
import graft.core.trace.Tracer;
import graft.core.train.StepMeter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The {@link Lab} over the core's own stages. */
public final class CoreLab implements Lab {
  private final Registry registry;

  public CoreLab(Registry registry) {
    this.registry = registry;
  }

  @Override
  public StepFigures step(RunSpec spec, Accelerator accelerator, int threads, int warm, int steps) {
    return StepMeter.measure(
        spec, registry, new Tracer(registry)::trace, accelerator, threads, warm, steps);
  }

  @Override
  public Traced layer(
      Spec spec,
      List<TensorType> inputs,
      Map<Integer, TensorType> masks,
      boolean training,
      DType dtype,
      long seed) {
    Alone.LayerTrace trace = new Alone(registry).layer(spec, inputs, masks, training, dtype, seed);
    List<String> parameters =
        trace.states().stream()
            .filter(s -> s.role() == StateTensor.Role.PARAM)
            .map(StateTensor::name)
            .toList();
    return new Traced(
        trace.graph(),
        trace.ys(),
        initial(trace.states()),
        parameters,
        trace.updated(),
        trace.masks());
  }

  private Map<String, NdArray> initial(List<StateTensor> states) {
    Map<String, NdArray> values = new LinkedHashMap<>();
    try (Bench bench = new Bench(Compiler.compile(Alone.initial(states)), reference(true))) {
      bench.run();
      states.forEach(s -> values.put(s.name(), bench.get(s.name())));
    }
    return values;
  }

  @Override
  public Graph function(Kind kind, Spec spec, List<TensorType> inputs, long seed) {
    return new Alone(registry).function(kind, spec, inputs, seed);
  }

  @Override
  public List<NdArray> optimize(
      Spec spec, NdArray param, List<NdArray> gradients, Accelerator accelerator) {
    TensorType type = new TensorType(param.dtype(), Shape.of(param.shape()));
    Alone.Stepped stepped = new Alone(registry).optimizer(spec, type);
    List<NdArray> values = new ArrayList<>();
    try (Bench bench = new Bench(Compiler.compile(stepped.computation()), accelerator)) {
      initial(stepped.states()).forEach(bench::set);
      bench.set("param", param);
      for (NdArray gradient : gradients) {
        bench.set("gradient", gradient);
        bench.run();
        values.add(bench.get("param"));
      }
    }
    return values;
  }

  @Override
  public NdArray measure(Spec spec, List<List<NdArray>> batches, Accelerator accelerator) {
    List<TensorType> types = batches.get(0).stream().map(CoreLab::batched).toList();
    Alone alone = new Alone(registry);
    Alone.Stepped stepped = alone.metric(spec, types.get(0), types.get(1), types.get(2));
    Map<String, NdArray> totals = new LinkedHashMap<>(initial(stepped.states()));
    List<String> names = List.of("prediction", "target", "weight");
    try (Bench bench = new Bench(Compiler.compile(stepped.computation()), accelerator)) {
      totals.forEach(bench::set);
      for (List<NdArray> batch : batches) {
        IntStream.range(0, 3).forEach(i -> bench.set(names.get(i), batch.get(i)));
        bench.run();
      }
      totals.replaceAll((name, old) -> bench.has(name) ? bench.get(name) : old);
    }
    Computation result = alone.result(spec, stepped.states());
    try (Bench bench = new Bench(Compiler.compile(result), accelerator)) {
      totals.forEach(bench::set);
      bench.run();
      return bench.get("result");
    }
  }

  /** The array's type with an open first axis. */
  private static TensorType batched(NdArray array) {
    Shape shape = Shape.of(array.shape());
    return new TensorType(array.dtype(), shape.with(0, graft.api.Dim.open("batch")));
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, NdArray> read(Spec source, int limit) {
    return registry.use(
        Kind.SOURCE,
        source.type(),
        (plugin, provider) -> {
          Object config =
              registry.config(plugin, Kind.SOURCE, source, "source '" + source.type() + "'");
          try (Dataset data = ((DataSource<Object>) plugin).open(config)) {
            return read(data, limit);
          }
        });
  }

  private static Map<String, NdArray> read(Dataset data, int limit) {
    int count = (int) Math.min(limit, data.size());
    Batch batch = new Batch(data.schema(), count);
    Row row = batch.row();
    try (Dataset.Cursor examples = data.cursor()) {
      for (int i = 0; i < count && examples.next(row.at(i)); i++) {}
    }
    Map<String, NdArray> columns = new LinkedHashMap<>();
    for (int i = 0; i < data.schema().columns().size(); i++) {
      Column column = data.schema().columns().get(i);
      int[] shape =
          IntStream.concat(IntStream.of(count), column.shape().stream().mapToInt(n -> n)).toArray();
      columns.put(column.name(), new NdArray(batch.array(i), shape));
    }
    return columns;
  }

  @Override
  public List<Tensor> gradients(Tensor output, List<Tensor> to) {
    return Gradients.of(output, to);
  }

  @Override
  public Program compile(Graph graph) {
    return Compiler.compile(computation(graph));
  }

  @Override
  public Program lower(Graph graph) {
    return Compiler.lower(computation(graph));
  }

  private static Computation computation(Graph graph) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(y -> outputs.put("out" + outputs.size(), y));
    return new Computation(outputs, Map.of(), Optional.empty(), Map.of());
  }

  @Override
  public List<NdArray> run(Program program, Map<String, NdArray> inputs, Accelerator accelerator) {
    try (Bench bench = new Bench(program, accelerator)) {
      inputs.forEach(bench::set);
      bench.run();
      List<NdArray> outputs = new ArrayList<>();
      while (program.port("out" + outputs.size()) >= 0) {
        outputs.add(bench.get("out" + outputs.size()));
      }
      return outputs;
    }
  }

  @Override
  public Accelerator reference(boolean rounding) {
    return new Interpreter(rounding);
  }

  @Override
  public Accelerator accelerator(String type) {
    return registry.use(Kind.ACCELERATOR, type, (plugin, provider) -> (Accelerator) plugin);
  }

  @Override
  public List<String> accelerators() {
    return registry.providers(Kind.ACCELERATOR).stream().map(Provider::type).toList();
  }
}
