package graft.core.trace;

import graft.api.Block;
import graft.api.Cell;
import graft.api.DType;
import graft.api.Default;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.NoConfig;
import graft.api.Optimizer;
import graft.api.Randoms;
import graft.api.Regularizer;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Slots;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Totals;
import graft.core.registry.Registry;
import java.util.List;
import java.util.Optional;

/** Small plug-ins that show one thing each. */
final class Fakes {
  private Fakes() {}

  static Registry registry() {
    Registry registry = new Registry();
    registry.add(Kind.LAYER, "scale", 0, Scale::new);
    registry.add(Kind.LAYER, "noise", 0, Noise::new);
    registry.add(Kind.LAYER, "masked", 0, Masked::new);
    registry.add(Kind.LAYER, "sum", 0, Sum::new);
    registry.add(Kind.LAYER, "broken", 0, Broken::new);
    registry.add(Kind.LAYER, "running", 0, Running::new);
    registry.add(Kind.LAYER, "project", 0, Project::new);
    registry.add(Kind.INITIALIZER, "fill", 0, Fill::new);
    registry.add(Kind.LOSS, "squared", 0, Squared::new);
    registry.add(Kind.LOSS, "inverse", 0, Inverse::new);
    registry.add(Kind.OPTIMIZER, "descent", 0, Descent::new);
    registry.add(Kind.METRIC, "count", 0, Count::new);
    return registry;
  }

  /** y = w · x with one weight. */
  static final class Scale implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      return x.multiply(scope.param("w", Shape.SCALAR, Spec.of("fill").with("value", 0.0)));
    }
  }

  /** y = x + u in training. */
  static final class Noise implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      return scope.training() ? x.add(scope.random().uniform(x.type())) : x;
    }
  }

  /** Masks elements that are 0. */
  static final class Masked implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      Tensor y = x.add(1);
      scope.mask(y, Optional.of(x.notEqual(Tensor.constant(x.dtype(), 0))));
      return y;
    }
  }

  /** Adds its inputs. */
  static final class Sum implements Block<NoConfig> {
    @Override
    public List<Tensor> apply(NoConfig config, List<Tensor> xs, Scope scope) {
      return List.of(xs.stream().reduce(Tensor::add).orElseThrow());
    }
  }

  static final class Broken implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      throw new IllegalStateException("out of luck");
    }
  }

  /** y[t] = w · x[t] + state, over time by a scan; the state counts the steps of all batches. */
  static final class Running implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      Tensor w = scope.param("w", Shape.SCALAR, Spec.of("fill").with("value", 1.0));
      Tensor time = x.transpose(1, 0);
      Tensor none = Tensor.full(new TensorType(DType.F32, Shape.SCALAR), 0);
      List<Tensor> results =
          scope.scan(
              List.of(none),
              List.of(time),
              time.shape().dim(0),
              false,
              (carries, slices, inner) -> {
                TensorType scalar = new TensorType(DType.F32, Shape.SCALAR);
                Tensor count =
                    inner.state("count", scalar, Spec.of("fill").with("value", 0.0)).add(1);
                inner.update("count", count);
                Tensor y = slices.get(0).multiply(w).add(count);
                return new Cell.Step(y, List.of(carries.get(0).add(1)));
              });
      return results.get(1).transpose(1, 0);
    }
  }

  /** y = x · k, from inner size 2 to {@code units}. */
  static final class Project implements Layer<Project.Config> {
    record Config(@Default("3") int units) {}

    @Override
    public Tensor apply(Config config, Tensor x, Scope scope) {
      Shape shape = Shape.of(x.shape().last(), config.units());
      return x.matmul(scope.param("k", shape, Spec.of("fill").with("value", 1.0)));
    }
  }

  static final class Fill implements Initializer<Fill.Config> {
    record Config(double value) {}

    @Override
    public Tensor apply(Config config, TensorType type, Randoms random) {
      return Tensor.full(type, config.value());
    }
  }

  static final class Squared implements Loss<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      return prediction.subtract(target).square();
    }
  }

  /** (y − t)² where t is not −1. */
  static final class Ignoring implements Loss<NoConfig> {
    @Override
    public TargetRange targets(NoConfig config, Shape prediction, Shape target) {
      return TargetRange.of(1, 9).ignoring(Optional.of(-1.0));
    }

    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      return prediction.subtract(target).square();
    }
  }

  /** 1 / prediction: infinite at 0. */
  static final class Inverse implements Loss<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      return Tensor.full(prediction.type(), 1).divide(prediction.subtract(target));
    }
  }

  static final class SquareSum implements Regularizer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor param) {
      return param.square().sum();
    }
  }

  static final class Descent implements Optimizer<Descent.Config> {
    record Config(@Default("0.1") double learning_rate) {}

    @Override
    public Tensor update(Config config, Tensor param, Tensor gradient, Slots slots) {
      return param.subtract(gradient.multiply(slots.learningRate()));
    }
  }

  /** −y[t] of class ids t. */
  static final class Chosen implements Loss<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      Tensor chosen = target.oneHot(prediction.shape().last(), prediction.dtype());
      return prediction.multiply(chosen).sum(-1).negate();
    }
  }

  /** The sum of weights. */
  static final class Count implements Metric<NoConfig> {
    @Override
    public void update(
        NoConfig config, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
      totals.add("n", weight.sum());
    }

    @Override
    public Tensor result(NoConfig config, Totals totals) {
      return totals.get("n");
    }
  }
}
