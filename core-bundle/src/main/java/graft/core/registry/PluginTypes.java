package graft.core.registry;

import graft.api.Activation;
import graft.api.Block;
import graft.api.Cell;
import graft.api.CompositeSchedule;
import graft.api.Constraint;
import graft.api.GraftException;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.NoConfig;
import graft.api.Optimizer;
import graft.api.Regularizer;
import graft.api.Schedule;
import graft.api.accel.Accelerator;
import graft.api.data.DataSource;
import graft.api.data.Transform;
import graft.api.run.Callback;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Optional;

/** The interfaces of plug-ins, and the configuration record that a plug-in's class states. */
final class PluginTypes {
  private PluginTypes() {}

  /** The interfaces of a kind: a plug-in implements one of them. */
  static List<Class<?>> interfaces(Kind kind) {
    return switch (kind) {
      case LAYER -> List.of(Layer.class, Block.class);
      case CELL -> List.of(Cell.class);
      case OPTIMIZER -> List.of(Optimizer.class);
      case LOSS -> List.of(Loss.class);
      case METRIC -> List.of(Metric.class);
      case INITIALIZER -> List.of(Initializer.class);
      case SCHEDULE -> List.of(Schedule.class, CompositeSchedule.class);
      case REGULARIZER -> List.of(Regularizer.class);
      case CONSTRAINT -> List.of(Constraint.class);
      case ACTIVATION -> List.of(Activation.class);
      case SOURCE -> List.of(DataSource.class);
      case TRANSFORM -> List.of(Transform.class);
      case CALLBACK -> List.of(Callback.class);
      case ACCELERATOR -> List.of(Accelerator.class);
    };
  }

  /**
   * The record {@code C} of a class that implements {@code Layer<C>} or another interface of the
   * kind, itself or through superclasses and interfaces.
   */
  static Class<?> config(Class<?> plugin, Kind kind) {
    for (Class<?> wanted : interfaces(kind)) {
      if (!wanted.isAssignableFrom(plugin)) {
        continue;
      }
      if (wanted.getTypeParameters().length == 0) {
        return NoConfig.class;
      }
      Optional<Type> found = argument(plugin, wanted);
      if (found.isPresent() && found.get() instanceof Class<?> config && config.isRecord()) {
        return config;
      }
      throw new GraftException(
          plugin.getName(),
          "states no configuration: expected "
              + wanted.getSimpleName()
              + "<C> with a record C, got "
              + found.map(Type::getTypeName).orElse("none"),
          "implement " + wanted.getSimpleName() + "<NoConfig> if there is nothing to configure");
    }
    throw new GraftException(
        plugin.getName(),
        "is no " + kind.text() + ": expected an implementation of " + names(kind) + ", got none",
        "compile it against the graft-api that runs here");
  }

  static String names(Kind kind) {
    return String.join(" or ", interfaces(kind).stream().map(Class::getSimpleName).toList());
  }

  /** What stands for the one type parameter of {@code wanted}, seen from a type. */
  private static Optional<Type> argument(Type type, Class<?> wanted) {
    if (type instanceof ParameterizedType given && given.getRawType() instanceof Class<?> raw) {
      if (raw == wanted) {
        return Optional.of(given.getActualTypeArguments()[0]);
      }
      // class Dense extends Linear<Config>: what Linear calls C is an argument of this type.
      return argument(raw, wanted).map(found -> substitute(found, raw, given));
    }
    if (!(type instanceof Class<?> here) || !wanted.isAssignableFrom(here)) {
      return Optional.empty();
    }
    for (Type parent : here.getGenericInterfaces()) {
      Optional<Type> found = argument(parent, wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    Type parent = here.getGenericSuperclass();
    return parent == null ? Optional.empty() : argument(parent, wanted);
  }

  private static Type substitute(Type found, Class<?> raw, ParameterizedType given) {
    TypeVariable<?>[] variables = raw.getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      if (variables[i].equals(found)) {
        return given.getActualTypeArguments()[i];
      }
    }
    return found;
  }
}
