package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.RunSpec;
import graft.core.compile.Computation;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traces one plug-in without a model around it. */
public final class Alone {
  private final Registry registry;

  public Alone(Registry registry) {
    this.registry = registry;
  }

  /**
   * A layer alone.
   *
   * @param graph inputs {@code x0 …}, then states by name, then masks {@code mask0 …} and counters;
   *     outputs ys, then next values of {@code updated}, then added losses
   * @param masks number of an output → its mask
   */
  public record LayerTrace(
      Graph graph,
      int ys,
      List<StateTensor> states,
      List<String> updated,
      Map<Integer, Tensor> masks) {}

  /** The next values of all states, and what these are. */
  public record Stepped(Computation computation, List<StateTensor> states) {}

  public LayerTrace layer(
      Spec spec,
      List<TensorType> types,
      Map<Integer, TensorType> masked,
      boolean training,
      DType dtype,
      long seed) {
    Map<String, StateTensor> states = new LinkedHashMap<>();
    Context context = new Context(new Plugins(registry), seed, training, states);
    List<Tensor> xs = inputs(context, types);
    masked.forEach((i, type) -> context.masks.put(xs.get(i), context.leaf("mask" + i, type)));
    List<Tensor> ys = context.apply(LayerSettings.top("layer", spec, true, dtype), xs, false);
    List<Tensor> outputs = new ArrayList<>(ys);
    outputs.addAll(context.updates.values());
    outputs.addAll(context.losses.values());
    List<Tensor> all = new ArrayList<>(xs);
    states.values().forEach(s -> all.add(context.leaf(s.name(), s.type())));
    context.leaves.values().stream().filter(x -> !all.contains(x)).forEach(all::add);
    Map<Integer, Tensor> masks = new HashMap<>();
    for (int i = 0; i < ys.size(); i++) {
      Tensor mask = context.masks.get(ys.get(i));
      if (mask != null) {
        masks.put(i, mask);
      }
    }
    return new LayerTrace(
        new Graph(all, outputs),
        ys.size(),
        List.copyOf(states.values()),
        List.copyOf(context.updates.keySet()),
        masks);
  }

  public Graph function(Kind kind, Spec spec, List<TensorType> types, long seed) {
    Plugins plugins = new Plugins(registry);
    Context context = new Context(plugins, seed, true, new LinkedHashMap<>());
    String where = kind.text() + " '" + spec.type() + "'";
    if (kind == Kind.INITIALIZER) {
      Draws draws = Draws.initial(seed, spec.type(), new HashMap<>());
      return new Graph(List.of(), List.of(plugins.initializer(spec, where, types.get(0), draws)));
    }
    List<Tensor> xs = inputs(context, types);
    Tensor x = xs.get(0);
    Tensor y =
        switch (kind) {
          case ACTIVATION -> plugins.activation(spec, where, x);
          case CONSTRAINT -> plugins.constraint(spec, where, x);
          case REGULARIZER -> plugins.regularizer(spec, where, x);
          case SCHEDULE -> plugins.schedule(spec, where, x);
          case LOSS -> plugins.loss(spec, where, x, xs.get(1));
          case LAYER,
              CELL,
              OPTIMIZER,
              METRIC,
              INITIALIZER,
              SOURCE,
              TRANSFORM,
              CALLBACK,
              ACCELERATOR ->
              throw new ConfigException(where, "it is no function of tensors", "");
        };
    return new Graph(xs, List.of(y));
  }

  private static List<Tensor> inputs(Context context, List<TensorType> types) {
    List<Tensor> xs = new ArrayList<>();
    for (TensorType type : types) {
      xs.add(context.leaf("x" + xs.size(), type));
    }
    return xs;
  }

  /** An optimizer on one parameter: states {@code param}, slots and counters; input gradient. */
  public Stepped optimizer(Spec spec, TensorType type) {
    Map<String, StateTensor> states = new LinkedHashMap<>();
    Context context = new Context(new Plugins(registry), 0, true, states);
    context.declare("param", StateTensor.Role.PARAM, "", Tensor.full(type, 0));
    Map<String, Object> optimizer = new LinkedHashMap<>(spec.config());
    optimizer.put("type", spec.type());
    RunSpec run = new RunSpec(Map.of("training", Map.of("optimizer", optimizer)));
    Tensor gradient = context.leaf("gradient", type);
    new UpdateRule(context, registry, run).apply(List.of(states.get("param")), List.of(gradient));
    context.update("step", context.step().add(1));
    return stepped(context);
  }

  /** A metric's totals: inputs {@code prediction}, {@code target}, {@code weight}. */
  public Stepped metric(Spec spec, TensorType prediction, TensorType target, TensorType weight) {
    Context context = new Context(new Plugins(registry), 0, false, new LinkedHashMap<>());
    context.plugins.update(
        spec,
        "metric '" + spec.type() + "'",
        context.leaf("prediction", prediction),
        context.leaf("target", target),
        context.leaf("weight", weight),
        new MetricTotals(context, "metric"));
    return stepped(context);
  }

  /** A metric's result, output {@code result}, from the totals of {@link #metric}. */
  public Computation result(Spec spec, List<StateTensor> totals) {
    Map<String, StateTensor> states = new LinkedHashMap<>();
    totals.forEach(t -> states.put(t.name(), t));
    Context context = new Context(new Plugins(registry), 0, false, states);
    Tensor result =
        context.plugins.result(
            spec, "metric '" + spec.type() + "'", new MetricTotals(context, "metric"));
    return new Computation(Map.of("result", result), Map.of(), Optional.empty(), Map.of());
  }

  private static Stepped stepped(Context context) {
    Computation computation =
        new Computation(Map.of(), context.updates, Optional.empty(), context.origins);
    return new Stepped(computation, List.copyOf(context.states.values()));
  }

  /** All states' first values, outputs by name. */
  public static Computation initial(List<StateTensor> states) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    states.forEach(s -> outputs.put(s.name(), s.initial()));
    return new Computation(outputs, Map.of(), Optional.empty(), Map.of());
  }
}
