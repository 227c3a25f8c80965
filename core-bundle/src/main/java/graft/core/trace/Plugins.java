package graft.core.trace;

import graft.api.Activation;
import graft.api.Block;
import graft.api.Cell;
import graft.api.CompositeSchedule;
import graft.api.Constraint;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.Optimizer;
import graft.api.Randoms;
import graft.api.Regularizer;
import graft.api.Schedule;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Slots;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Totals;
import graft.core.registry.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * The border to the plug-ins' code during one trace: finds each by name, binds its configuration,
 * calls it, and turns whatever it throws into a message that names the place. It keeps the types
 * that were used, and nothing of the plug-ins themselves.
 */
final class Plugins {
  private final Registry registry;
  private final Map<TracedModel.TypeKey, Long> used = new LinkedHashMap<>();
  private boolean changed;

  Plugins(Registry registry) {
    this.registry = registry;
  }

  /** True if calls of one type went to two versions of it, since it was updated meanwhile. */
  boolean changed() {
    return changed;
  }

  /** Kind and type of every plug-in called so far, with its generation. */
  Map<TracedModel.TypeKey, Long> used() {
    return used;
  }

  @SuppressWarnings("unchecked")
  List<Tensor> layer(Spec spec, String where, List<Tensor> xs, Scope scope) {
    return call(
        Kind.LAYER,
        spec,
        where,
        (plugin, config) -> {
          if (plugin instanceof Block<?> block) {
            List<Tensor> ys = ((Block<Object>) block).apply(config, xs, scope);
            // An empty list is refused here; nulls in it by copyOf.
            if (ys.isEmpty()) {
              throw new GraftException("", "it has no output", "");
            }
            return List.copyOf(ys);
          }
          if (xs.size() != 1) {
            throw new GraftException("", "it takes one input, got " + xs.size(), "");
          }
          Tensor y = ((Layer<Object>) plugin).apply(config, xs.get(0), scope);
          return List.of(Objects.requireNonNull(y, "it gave null"));
        });
  }

  @SuppressWarnings("unchecked")
  Cell.Step cell(Spec spec, String where, Tensor x, List<Tensor> states, Scope scope) {
    return call(
        Kind.CELL,
        spec,
        where,
        (plugin, config) -> ((Cell<Object>) plugin).apply(config, x, states, scope));
  }

  @SuppressWarnings("unchecked")
  List<Shape> cellStates(Spec spec, String where, Shape x) {
    return call(
        Kind.CELL, spec, where, (plugin, config) -> ((Cell<Object>) plugin).stateShapes(config, x));
  }

  @SuppressWarnings("unchecked")
  Tensor activation(Spec spec, String where, Tensor x) {
    return call(
        Kind.ACTIVATION,
        spec,
        where,
        (plugin, config) -> ((Activation<Object>) plugin).apply(config, x));
  }

  @SuppressWarnings("unchecked")
  Tensor initializer(Spec spec, String where, TensorType type, Randoms random) {
    return call(
        Kind.INITIALIZER,
        spec,
        where,
        (plugin, config) -> ((Initializer<Object>) plugin).apply(config, type, random));
  }

  @SuppressWarnings("unchecked")
  Tensor regularizer(Spec spec, String where, Tensor param) {
    return call(
        Kind.REGULARIZER,
        spec,
        where,
        (plugin, config) -> ((Regularizer<Object>) plugin).apply(config, param));
  }

  @SuppressWarnings("unchecked")
  Tensor constraint(Spec spec, String where, Tensor param) {
    return call(
        Kind.CONSTRAINT,
        spec,
        where,
        (plugin, config) -> ((Constraint<Object>) plugin).apply(config, param));
  }

  /** The rate of a schedule: a scalar f32. */
  Tensor rate(Spec spec, String within, Tensor step) {
    String where = within + " (" + spec.type() + ")";
    Tensor rate = schedule(spec, where, step);
    if (!rate.type().equals(new TensorType(DType.F32, Shape.SCALAR))) {
      throw new ShapeException(where, "a rate is a scalar f32, got " + rate.type(), "");
    }
    return rate;
  }

  @SuppressWarnings("unchecked")
  Tensor schedule(Spec spec, String where, Tensor step) {
    return call(
        Kind.SCHEDULE,
        spec,
        where,
        (plugin, config) ->
            plugin instanceof CompositeSchedule<?> composite
                ? ((CompositeSchedule<Object>) composite)
                    .apply(config, step, (inner, at) -> rate(inner, "its schedule", at))
                : ((Schedule<Object>) plugin).apply(config, step));
  }

  @SuppressWarnings("unchecked")
  Tensor loss(Spec spec, String where, Tensor prediction, Tensor target) {
    return call(
        Kind.LOSS,
        spec,
        where,
        (plugin, config) -> ((Loss<Object>) plugin).apply(config, prediction, target));
  }

  @SuppressWarnings("unchecked")
  TargetRange lossTargets(Spec spec, String where, Shape prediction, Shape target) {
    return call(
        Kind.LOSS,
        spec,
        where,
        (plugin, config) -> ((Loss<Object>) plugin).targets(config, prediction, target));
  }

  @SuppressWarnings("unchecked")
  TargetRange metricTargets(Spec spec, String where, Shape prediction, Shape target) {
    return call(
        Kind.METRIC,
        spec,
        where,
        (plugin, config) -> ((Metric<Object>) plugin).targets(config, prediction, target));
  }

  @SuppressWarnings("unchecked")
  void update(
      Spec spec, String where, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    call(
        Kind.METRIC,
        spec,
        where,
        (plugin, config) -> {
          ((Metric<Object>) plugin).update(config, prediction, target, weight, totals);
          return totals;
        });
  }

  @SuppressWarnings("unchecked")
  Tensor result(Spec spec, String where, Totals totals) {
    return call(
        Kind.METRIC,
        spec,
        where,
        (plugin, config) -> ((Metric<Object>) plugin).result(config, totals));
  }

  @SuppressWarnings("unchecked")
  Tensor update(Spec spec, String where, Tensor param, Tensor gradient, Slots slots) {
    return call(
        Kind.OPTIMIZER,
        spec,
        where,
        (plugin, config) -> ((Optimizer<Object>) plugin).update(config, param, gradient, slots));
  }

  @SuppressWarnings("unchecked")
  Tensor evaluationParam(Spec spec, String where, Tensor param, Slots slots) {
    return call(
        Kind.OPTIMIZER,
        spec,
        where,
        (plugin, config) -> ((Optimizer<Object>) plugin).evaluationParam(config, param, slots));
  }

  private <R> R call(Kind kind, Spec spec, String where, BiFunction<Object, Object, R> body) {
    try {
      return registry.use(
          kind,
          spec.type(),
          (plugin, provider) -> {
            TracedModel.TypeKey key = new TracedModel.TypeKey(kind, spec.type());
            Long before = used.put(key, provider.generation());
            changed |= before != null && before != provider.generation();
            return body.apply(plugin, registry.config(plugin, kind, spec, ""));
          });
    } catch (GraftException e) {
      throw isWithin(e.where(), where) ? e : e.at(where);
    }
  }

  /** True if a place is in a layer within that of {@code outer}: its path says both. */
  private static boolean isWithin(String place, String outer) {
    int end = outer.indexOf("' (");
    return outer.startsWith("layer '") && place.startsWith(outer.substring(0, end) + "/");
  }
}
