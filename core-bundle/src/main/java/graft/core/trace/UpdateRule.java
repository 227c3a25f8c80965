package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Kind;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.RunSpec;
import graft.api.run.TypeInfo;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From gradients to the parameters' next values: clipping, rate, optimizer, decay, constraints. */
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
    String where = "training.schedule (" + chosen.type() + ")";
    Tensor scheduled = context.plugins.schedule(chosen, where, step);
    if (!scheduled.type().equals(new TensorType(DType.F32, Shape.SCALAR))) {
      throw new ShapeException(where, "a rate is a scalar f32, got " + scheduled.type(), "");
    }
    return scheduled.multiply(factor);
  }

  private double ownRate() {
    Object own = optimizer.config().get("learning_rate");
    if (own == null) {
      own =
          registry.describe(Kind.OPTIMIZER, optimizer.type()).fields().stream()
              .filter(f -> f.name().equals("learning_rate"))
              .map(TypeInfo.Field::defaultValue)
              .findFirst()
              .orElse("0.01");
    }
    try {
      return Double.parseDouble(String.valueOf(own));
    } catch (NumberFormatException e) {
      throw new ConfigException(
          "training.optimizer", "learning_rate must be a number, got " + own, "");
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

  /** Sets the next values of the parameters and slots. */
  void apply(List<StateTensor> params, List<Tensor> gradients) {
    Optional<Double> decay = number("weight_decay");
    String where = "training.optimizer (" + optimizer.type() + ")";
    for (int i = 0; i < params.size(); i++) {
      StateTensor param = params.get(i);
      Tensor value = context.leaf(param.name(), param.type());
      OptimizerSlots slots = new OptimizerSlots(context, param, rate);
      Tensor next = context.plugins.update(optimizer, where, value, gradients.get(i), slots);
      if (decay.isPresent()) {
        // Decoupled (Loshchilov and Hutter 2019, arXiv 1711.05101): w −= rate · decay · w.
        next = next.subtract(value.multiply(slots.learningRate()).multiply(decay.get()));
      }
      Spec constraint = context.constraints.get(param.name());
      if (constraint != null) {
        String place = "constraint of '" + param.name() + "' (" + constraint.type() + ")";
        next = context.plugins.constraint(constraint, place, next);
      }
      if (!next.type().equals(param.type())) {
        throw new ShapeException(
            where,
            "the next value of '"
                + param.name()
                + "' must be "
                + param.type()
                + ", got "
                + next.type(),
            "");
      }
      context.update(param.name(), next);
    }
  }

  /** Lets the optimizer put other weights in place for evaluation and prediction. */
  static void replaceForEvaluation(Context context, RunSpec spec, Map<String, StateTensor> states) {
    Object chosen = spec.get("training", "optimizer");
    Spec optimizer = Specs.of(chosen == null ? "adam" : chosen, "training.optimizer");
    String where = "training.optimizer (" + optimizer.type() + ")";
    Tensor rate = Tensor.constant(DType.F32, 0);
    for (StateTensor param : List.copyOf(states.values())) {
      if (param.role() == StateTensor.Role.PARAM) {
        Tensor value = context.leaf(param.name(), param.type());
        OptimizerSlots slots = new OptimizerSlots(context, param, rate);
        Tensor other = context.plugins.evaluationParam(optimizer, where, value, slots);
        if (!other.type().equals(param.type())) {
          throw new ShapeException(
              where,
              "the value of '"
                  + param.name()
                  + "' for evaluation must be "
                  + param.type()
                  + ", got "
                  + other.type(),
              "");
        }
        if (other != value) {
          context.replacements.put(param.name(), other);
        }
      }
    }
  }
}
