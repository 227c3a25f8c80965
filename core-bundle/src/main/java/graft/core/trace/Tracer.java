package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Op;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.RunSpec;
import graft.api.run.Summary;
import graft.core.compile.Computation;
import graft.core.grad.Gradients;
import graft.core.registry.Registry;
import graft.core.trace.TracedModel.TargetCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Traces a model file with the plug-ins of the registry's present generation.
 *
 * <p>The model is walked twice, once in training mode and once in inference mode; both walks share
 * the states. The first, differentiated and with the optimizer's update behind it, is the step; the
 * second is evaluation and, without loss and metrics, prediction.
 */
public final class Tracer {
  private static final int ATTEMPTS = 10;

  private final Registry registry;

  public Tracer(Registry registry) {
    this.registry = registry;
  }

  /** Names, losses and metrics of one output. */
  private record Scored(
      String output, double weight, List<NamedMetric> metrics, Objective objective) {}

  private record NamedMetric(String name, Spec spec, String output) {}

  /**
   * Traces a model for all its uses.
   *
   * @param schema the data's columns as they reach the model, after transforms
   */
  public TracedModel trace(RunSpec given, Schema schema) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Plugins plugins = new Plugins(registry);
      try {
        TracedModel traced = trace(given, schema, plugins);
        if (!plugins.changed()) {
          return traced;
        }
      } catch (GraftException e) {
        if (!plugins.changed()) {
          throw e;
        }
      }
      // Half of it is of an update, and its step would not fit its evaluation: once more.
    }
    throw new GraftException(
        "model", "its plug-ins are updated faster than it can be traced", "try again");
  }

  private static Map<?, ?> model(RunSpec spec) {
    return (Map<?, ?>) Objects.requireNonNull(spec.json().get("model"));
  }

  private TracedModel trace(RunSpec given, Schema schema, Plugins plugins) {
    RunSpec spec = named(given);
    Map<?, ?> model = model(spec);
    Map<String, StateTensor> states = new LinkedHashMap<>();
    long seed = spec.get("training", "seed") instanceof Number n ? n.longValue() : 0;

    Context training = new Context(plugins, seed, true, states);
    DataInputs inputs = new DataInputs(model, Optional.of(schema));
    Map<String, Tensor> outputs =
        new ModelWalk(training).apply(model, "", true, inputs.features(training));
    Computation step = step(training, spec, inputs, outputs);

    Context inference = new Context(plugins, seed, false, states);
    UpdateRule.replaceForEvaluation(inference, spec, states);
    Map<String, Tensor> inferred =
        new ModelWalk(inference).apply(model, "", true, inputs.features(inference));
    Map<String, Tensor> predicted = new LinkedHashMap<>();
    inferred.forEach((name, y) -> predicted.put("output:" + name, y));
    Computation predict = new Computation(predicted, Map.of(), Optional.empty(), inference.origins);
    requireTrained(training, states);
    Computation evaluate = evaluate(inference, spec, inputs, inferred);
    Map<String, TensorType> labels = new LinkedHashMap<>();
    training.leaves.forEach(
        (label, leaf) -> {
          if (!states.containsKey(label)) {
            labels.put(label, leaf.type());
          }
        });
    return new TracedModel(
        step,
        evaluate,
        results(plugins, spec, states, outputs.keySet()),
        predict,
        List.copyOf(states.values()),
        labels,
        plugins.used(),
        classes(spec, inputs.targets(List.copyOf(outputs.keySet()))),
        training.targets,
        spec.json(),
        summary(training, states));
  }

  /** A parameter that the walk in training mode did not ask for would never be learned. */
  private static void requireTrained(Context training, Map<String, StateTensor> states) {
    for (StateTensor state : states.values()) {
      if (state.role() == StateTensor.Role.PARAM && !training.leaves.containsKey(state.name())) {
        throw new ConfigException(
            "parameter '" + state.name() + "'",
            "its layer asks for it outside of training only",
            "ask for the same parameters in both modes");
      }
    }
  }

  /** True if a model needs no data to be built: it states the shape of each of its inputs. */
  public static boolean statesInputs(RunSpec spec) {
    return new DataInputs(model(spec), Optional.empty()).areStated();
  }

  /** The layers of a model alone; without data the model must state its inputs' shapes. */
  public Summary summary(RunSpec given, Optional<Schema> schema) {
    RunSpec spec = named(given);
    Map<?, ?> model = model(spec);
    Map<String, StateTensor> states = new LinkedHashMap<>();
    Context context = new Context(new Plugins(registry), 0, true, states);
    DataInputs inputs = new DataInputs(model, schema);
    new ModelWalk(context).apply(model, "", true, inputs.features(context));
    return summary(context, states);
  }

  /** The spec with a name in each layer. */
  public static RunSpec named(RunSpec spec) {
    if (!(spec.json().get("model") instanceof Map<?, ?> model)) {
      throw new ConfigException("model file", "it needs a \"model\"", "");
    }
    return spec.with("model", Names.given(model));
  }

  private static Summary summary(Context context, Map<String, StateTensor> states) {
    long trainable = 0;
    long fixed = 0;
    for (StateTensor state : states.values()) {
      long elements = state.type().shape().elements().evaluate(open -> 0);
      trainable += state.role() == StateTensor.Role.PARAM ? elements : 0;
      fixed += state.isWeight() && state.role() != StateTensor.Role.PARAM ? elements : 0;
    }
    return new Summary(context.summary, trainable, fixed);
  }

  private Computation step(
      Context context, RunSpec spec, DataInputs inputs, Map<String, Tensor> outputs) {
    Tensor loss = score(context, spec, inputs, outputs);
    for (Tensor added : context.losses.values()) {
      loss = loss.add(added.cast(loss.dtype()));
    }
    context.claim(List.of(loss), "loss");
    totalLoss(context, loss);

    List<StateTensor> params =
        context.states.values().stream()
            .filter(state -> state.role() == StateTensor.Role.PARAM)
            .toList();
    List<Tensor> leaves = params.stream().map(p -> context.leaf(p.name(), p.type())).toList();
    List<Tensor> gradients = Gradients.of(loss, leaves, context.origins);
    Tensor squares = Tensor.constant(DType.F32, 0);
    for (Tensor gradient : gradients) {
      squares = squares.add(gradient.square().sum().cast(DType.F32));
    }
    Tensor norm = squares.sqrt();
    UpdateRule rule = new UpdateRule(context, registry, spec);
    rule.apply(params, rule.clipped(gradients, norm));
    context.update("step", context.step().add(1));
    try {
      context.claim(List.copyOf(context.updates.values()), "optimizer");
    } catch (GraftException e) {
      throw e.at("training.optimizer");
    }

    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put("loss", loss.cast(DType.F32));
    results.put("gradient_norm", norm);
    Tensor guard = loss.isFinite().and(norm.isFinite()).and(rule.finite());
    return new Computation(results, context.updates, Optional.of(guard), context.origins);
  }

  private Computation evaluate(
      Context context, RunSpec spec, DataInputs inputs, Map<String, Tensor> outputs) {
    // A layer's own state stands still outside of training.
    context.updates.clear();
    Tensor loss = score(context, spec, inputs, outputs);
    for (Tensor added : context.losses.values()) {
      loss = loss.add(added.cast(loss.dtype()));
    }
    totalLoss(context, loss);
    context.claim(List.copyOf(context.updates.values()), "metrics");
    return new Computation(Map.of(), context.updates, Optional.empty(), context.origins);
  }

  /** The loss of an epoch is the mean over its batches, weighted by their sizes, as Keras' is. */
  private static void totalLoss(Context context, Tensor loss) {
    MetricTotals totals = new MetricTotals(context, "loss");
    Tensor examples = Tensor.of(new Op.Size(Draws.BATCH)).cast(DType.F64);
    totals.add("sum", loss.cast(DType.F64).multiply(examples));
    totals.add("count", examples);
  }

  private static Computation results(
      Plugins plugins, RunSpec spec, Map<String, StateTensor> states, Set<String> outputs) {
    Context context = new Context(plugins, 0, false, states);
    Map<String, Tensor> results = new LinkedHashMap<>();
    MetricTotals loss = new MetricTotals(context, "loss");
    results.put("loss", loss.get("sum").divide(loss.get("count")));
    for (NamedMetric metric : allMetrics(spec, outputs)) {
      Tensor value =
          plugins.result(metric.spec(), where(metric), new MetricTotals(context, metric.name()));
      if (!value.shape().isFixed()) {
        throw new ShapeException(
            where(metric), "a result must have a fixed shape, got " + value.type(), "");
      }
      context.requireOwn(List.of(value), where(metric));
      results.put("metric:" + metric.name(), value);
    }
    return new Computation(results, Map.of(), Optional.empty(), context.origins);
  }

  private static Map<String, List<String>> classes(RunSpec spec, Map<String, Column> targets) {
    Map<String, List<String>> classes = new LinkedHashMap<>();
    for (NamedMetric metric : allMetrics(spec, targets.keySet())) {
      Column target = targets.get(metric.output());
      if (target != null && !target.classes().isEmpty()) {
        classes.put(metric.name(), target.classes());
      }
    }
    return classes;
  }

  private static String where(NamedMetric metric) {
    return "metric '" + metric.name() + "' (" + metric.spec().type() + ")";
  }

  /** The weighted sum of the outputs' losses; metrics are added to their totals. */
  private static Tensor score(
      Context context, RunSpec spec, DataInputs inputs, Map<String, Tensor> outputs) {
    Map<String, Column> targets = inputs.targets(List.copyOf(outputs.keySet()));
    Tensor weight =
        context.leaf("weight", new TensorType(DType.F32, new Shape(List.of(Draws.BATCH))));
    Objective.Reduction reduction = Objective.reduction(spec.get("training", "reduction"));
    Tensor total = null;
    for (Scored scored : scored(context, spec, outputs, targets, weight)) {
      Tensor prediction = Objects.requireNonNull(outputs.get(scored.output()));
      Column target = Objects.requireNonNull(targets.get(scored.output()));
      check(context, target.name(), scored, prediction.shape());
      Tensor loss = scored.objective().loss(reduction);
      loss = scored.weight() == 1 ? loss : loss.multiply(scored.weight());
      total = total == null ? loss : total.add(loss.cast(total.dtype()));
      Tensor weights = scored.objective().weight(scored.objective().scored());
      for (NamedMetric metric : scored.metrics()) {
        context.plugins.update(
            metric.spec(),
            where(metric),
            prediction,
            scored.objective().target(),
            weights,
            new MetricTotals(context, metric.name()));
      }
    }
    if (total == null) {
      throw new ConfigException("training.loss", "no output has a loss", "");
    }
    return total;
  }

  private static List<Scored> scored(
      Context context,
      RunSpec spec,
      Map<String, Tensor> outputs,
      Map<String, Column> targets,
      Tensor weight) {
    Object loss = spec.get("training", "loss");
    if (loss == null) {
      throw new ConfigException(
          "training.loss", "it is missing", "name a loss, for example \"mean_squared_error\"");
    }
    boolean perOutput = loss instanceof Map<?, ?> map && !map.containsKey("type");
    if (!perOutput && outputs.size() > 1) {
      throw new ConfigException(
          "training.loss",
          "the model has outputs " + outputs.keySet(),
          "give a loss for each: {\"" + outputs.keySet().iterator().next() + "\": …}");
    }
    List<Scored> scored = new ArrayList<>();
    Map<?, ?> byOutput =
        perOutput ? (Map<?, ?>) loss : Map.of(outputs.keySet().iterator().next(), loss);
    byOutput.forEach(
        (key, value) -> {
          String output = (String) key;
          Tensor prediction = outputs.get(output);
          Column target = targets.get(output);
          if (prediction == null) {
            throw new ConfigException(
                "training.loss",
                "there is no output '" + output + "'",
                "outputs are " + outputs.keySet());
          }
          if (target == null) {
            throw new ConfigException(
                "data", "there is no target column for output '" + output + "'", "name a label");
          }
          Spec chosen = Specs.of(value, "training.loss");
          Object factor = perOutput ? chosen.config().get("weight") : null;
          Map<String, Object> config = new LinkedHashMap<>(chosen.config());
          if (perOutput) {
            config.remove("weight");
          }
          Spec own = new Spec(chosen.type(), config);
          scored.add(
              new Scored(
                  output,
                  factor instanceof Number n ? n.doubleValue() : 1,
                  metrics(spec, output, byOutput.size() > 1),
                  objective(context, output, own, prediction, target, weight)));
        });
    return scored;
  }

  private static Objective objective(
      Context context, String output, Spec loss, Tensor prediction, Column column, Tensor weight) {
    Tensor target;
    try {
      target = DataInputs.column(context, column);
      requireClasses(prediction, target, column);
    } catch (GraftException e) {
      throw e.at("output '" + output + "'");
    }
    String where = "loss '" + loss.type() + "' of output '" + output + "'";
    return new Objective(context, loss, where, prediction, target, weight);
  }

  /** Notes what each batch's targets must be; where a mask decides what counts, nothing. */
  private static void check(Context context, String column, Scored scored, Shape prediction) {
    Objective objective = scored.objective();
    if (objective.isMasked()) {
      return;
    }
    TargetRange range = objective.range();
    context.targets.add(new TargetCheck(column, objective.where(), range));
    for (NamedMetric metric : scored.metrics()) {
      Shape target = objective.target().shape();
      TargetRange own =
          context.plugins.metricTargets(metric.spec(), where(metric), prediction, target);
      context.targets.add(new TargetCheck(column, where(metric), own.ignoring(range.ignored())));
    }
  }

  /** Class ids that the data have and the model has no output for would fail in some late step. */
  private static void requireClasses(Tensor prediction, Tensor target, Column column) {
    int rank = prediction.rank();
    boolean perClass =
        rank > 1 && prediction.shape().dim(-1).isFixed() && !prediction.shape().dim(-1).is(1);
    boolean ids =
        target.rank() + 1 == rank || (target.rank() == rank && target.shape().dim(-1).is(1));
    if (perClass && ids && column.classes().size() > prediction.shape().last()) {
      throw new ShapeException(
          "expected a value for each of the "
              + column.classes().size()
              + " classes of column '"
              + column.name()
              + "', the model gives "
              + prediction.shape().last(),
          "give its last layer " + column.classes().size() + " units");
    }
  }

  /** The metrics of an output; with several outputs their names begin with the output's. */
  private static List<NamedMetric> metrics(RunSpec spec, String output, boolean several) {
    Object metrics = spec.get("training", "metrics");
    Object own = metrics instanceof Map<?, ?> map ? map.get(output) : metrics;
    List<NamedMetric> named = new ArrayList<>();
    for (Object metric : own instanceof List<?> list ? list : List.of()) {
      Spec chosen = Specs.of(metric, "training.metrics");
      Object given = chosen.config().get("name");
      String name = given instanceof String text ? text : chosen.type();
      // Names are those of totals, of columns in metrics.csv, and on the command line.
      if (!name.matches("[^\\s,\"/:.\\p{Cntrl}]{1,200}") || name.equals("loss")) {
        throw new ConfigException(
            "training.metrics",
            "expected a name other than 'loss', without space , \" / : . and control characters,"
                + " got '"
                + name
                + "'",
            "such as top_1");
      }
      if (named.stream()
          .anyMatch(other -> other.name().equals(several ? output + "_" + name : name))) {
        throw new ConfigException(
            "training.metrics", "two metrics are named '" + name + "'", "give one a \"name\"");
      }
      Map<String, Object> config = new LinkedHashMap<>(chosen.config());
      config.remove("name");
      String whole = several ? output + "_" + name : name;
      named.add(new NamedMetric(whole, new Spec(chosen.type(), config), output));
    }
    return named;
  }

  private static List<NamedMetric> allMetrics(RunSpec spec, Set<String> outputs) {
    Object loss = spec.get("training", "loss");
    if (!(loss instanceof Map<?, ?> byOutput) || byOutput.containsKey("type")) {
      return outputs.isEmpty() ? List.of() : metrics(spec, outputs.iterator().next(), false);
    }
    List<NamedMetric> all = new ArrayList<>();
    byOutput.keySet().forEach(o -> all.addAll(metrics(spec, (String) o, byOutput.size() > 1)));
    return all;
  }
}
