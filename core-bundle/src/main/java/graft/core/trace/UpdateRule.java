package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Kind;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.run.RunSpec;
import graft.api.run.TypeInfo;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * From gradients to the parameters' next values: clipping, rate, decay, optimizer, constraints, and
 * the average of the weights.
 */
final class UpdateRule {
  private final Context context;
  private final Registry registry;
  private final RunSpec spec;
  private final Spec optimizer;
  private final Tensor rate;

  UpdateRule(Context context, Registry registry, RunSpec spec) {
    this.context = context;
    this.registry = registry;
    this.spec = spec;
    Object chosen = spec.get("training", "optimizer");
    this.optimizer = Specs.of(chosen == null ? "adam" : chosen, "training.optimizer");
    this.rate = rate();
  }

  /** schedule(step), or the optimizer's own learning_rate, times the factor that callbacks set. */
  private Tensor rate() {
    Tensor factor =
        context.declare("rate_factor", StateTensor.Role.COUNTER, "", Tensor.constant(DType.F32, 1));
    Object schedule = spec.get("training", "schedule");
    if (schedule == null) {
      return factor.multiply(ownRate());
    }
    Spec chosen = Specs.of(schedule, "training.schedule");
    Tensor step = context.step().cast(DType.F32);
    return context.plugins.rate(chosen, "training.schedule", step).multiply(factor);
  }

  private double ownRate() {
    return own("learning_rate").orElse(0.01);
  }

  /** A number that the optimizer's configuration gives, or by default, if it has such a field. */
  private Optional<Double> own(String field) {
    Object own = optimizer.config().get(field);
    if (own == null) {
      own =
          registry.describe(Kind.OPTIMIZER, optimizer.type()).fields().stream()
              .filter(f -> f.name().equals(field))
              .map(TypeInfo.Field::defaultValue)
              .filter(text -> !text.isEmpty() && !text.equals("null"))
              .findFirst()
              .orElse(null);
    }
    if (own == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.parseDouble(String.valueOf(own)));
    } catch (NumberFormatException e) {
      String hint = field.equals("learning_rate") ? "a schedule stands in training.schedule" : "";
      throw new ConfigException(
          "training.optimizer", field + " must be a number, got " + own, hint);
    }
  }

  /** Global and per-parameter clipping, as Keras' clipnorm, clipvalue and global_clipnorm. */
  List<Tensor> clipped(List<Tensor> gradients, Tensor norm) {
    Optional<Double> global = number("global_clip_norm");
    Optional<Double> single = number("gradient_clip_norm");
    Optional<Double> value = number("gradient_clip_value");
    List<Tensor> clipped = new ArrayList<>();
    for (Tensor gradient : gradients) {
      Tensor g = gradient;
      if (global.isPresent()) {
        g = g.multiply(scale(norm, global.get()).cast(g.dtype()));
      }
      if (single.isPresent()) {
        g = g.multiply(scale(g.square().sum().sqrt(), single.get()));
      }
      clipped.add(value.isPresent() ? g.clip(-value.get(), value.get()) : g);
    }
    return clipped;
  }

  /** min(1, limit / norm), without dividing by zero. */
  private static Tensor scale(Tensor norm, double limit) {
    Tensor bound = Tensor.constant(norm.dtype(), limit);
    return bound.divide(norm.maximum(bound));
  }

  private Optional<Double> number(String key) {
    Object value = spec.get("training", key);
    return value instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
  }

  /**
   * A scalar bool: the rate is finite. Of the new weights the guard knows nothing: to look at them
   * before the commit takes a pass over all of them, a tenth of a LeNet's step (34.7 instead of
   * 31.4 ms). Those of an optimizer that makes NaN of finite gradients are found a step later.
   */
  Tensor finite() {
    return rate.isFinite();
  }

  /** Sets the next values of the parameters and slots. */
  void apply(List<StateTensor> params, List<Tensor> gradients) {
    Set<String> decayed = decayed(params);
    double decay = number("weight_decay").or(() -> own("weight_decay")).orElse(0.0);
    Optional<Double> momentum = averaging(spec);
    for (int i = 0; i < params.size(); i++) {
      StateTensor param = params.get(i);
      Tensor value = context.leaf(param.name(), param.type());
      OptimizerSlots slots = new OptimizerSlots(context, param, rate);
      if (decay > 0 && decayed.contains(param.name())) {
        // Decoupled (Loshchilov and Hutter 2019, arXiv 1711.05101): w −= rate · decay · w.
        value = value.subtract(value.multiply(slots.learningRate()).multiply(decay));
      }
      Tensor next = constrained(param, step(param, value, gradients.get(i), slots));
      context.update(param.name(), next);
      momentum.ifPresent(m -> slots.average(next, m));
    }
  }

  private Tensor step(StateTensor param, Tensor value, Tensor gradient, OptimizerSlots slots) {
    String where = "training.optimizer (" + optimizer.type() + ")";
    Tensor next = context.plugins.update(optimizer, where, value, gradient, slots);
    requireType(where, "the next value of %s", param, next);
    return next;
  }

  private Tensor constrained(StateTensor param, Tensor next) {
    Spec constraint = context.constraints.get(param.name());
    if (constraint == null) {
      return next;
    }
    String where = "constraint of '" + param.name() + "' (" + constraint.type() + ")";
    Tensor projected = context.plugins.constraint(constraint, where, next);
    requireType(where, "the projection of %s", param, projected);
    return projected;
  }

  private static void requireType(String where, String what, StateTensor param, Tensor value) {
    if (!value.type().equals(param.type())) {
      String named = what.formatted("'" + param.name() + "'");
      throw new ShapeException(
          where, named + " must be " + param.type() + ", got " + value.type(), "");
    }
  }

  /** The parameters that weight decay takes: those in whose name no excluded pattern is found. */
  private Set<String> decayed(List<StateTensor> params) {
    Set<String> names = params.stream().map(StateTensor::name).collect(Collectors.toSet());
    Object excluded = spec.get("training", "weight_decay_exclude");
    for (Object pattern : excluded instanceof List<?> list ? list : List.of()) {
      Pattern found = pattern(String.valueOf(pattern));
      if (params.stream().noneMatch(param -> found.matcher(param.name()).find())) {
        throw new ConfigException(
            "training.weight_decay_exclude",
            "'" + pattern + "' is in the name of no parameter",
            "parameters are " + String.join(", ", params.stream().map(StateTensor::name).toList()));
      }
      names.removeIf(found.asPredicate());
    }
    return names;
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          "training.weight_decay_exclude",
          "expected regular expressions, got '" + text + "': " + e.getDescription(),
          "such as bias, or batch_normalization.*");
    }
  }

  /** The momentum of the average of the weights, if there is to be one. */
  private static Optional<Double> averaging(RunSpec spec) {
    if (!Boolean.TRUE.equals(spec.get("training", "use_ema"))) {
      return Optional.empty();
    }
    Object momentum = spec.get("training", "ema_momentum");
    return Optional.of(momentum instanceof Number number ? number.doubleValue() : 0.99);
  }

  /** Puts other weights in place for evaluation: their average, or what the optimizer says. */
  static void replaceForEvaluation(Context context, RunSpec spec, Map<String, StateTensor> states) {
    Object chosen = spec.get("training", "optimizer");
    Spec optimizer = Specs.of(chosen == null ? "adam" : chosen, "training.optimizer");
    String where = "training.optimizer (" + optimizer.type() + ")";
    boolean averaged = averaging(spec).isPresent();
    Tensor rate = Tensor.constant(DType.F32, 0);
    for (StateTensor param : List.copyOf(states.values())) {
      if (param.role() == StateTensor.Role.PARAM) {
        Tensor value = context.leaf(param.name(), param.type());
        OptimizerSlots slots = new OptimizerSlots(context, param, rate);
        Tensor other =
            averaged
                ? slots.average()
                : context.plugins.evaluationParam(optimizer, where, value, slots);
        requireType(where, "the value of %s for evaluation", param, other);
        if (other != value) {
          context.replacements.put(param.name(), other);
        }
      }
    }
  }
}
