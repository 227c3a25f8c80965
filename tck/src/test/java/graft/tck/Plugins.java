package graft.tck;

import graft.api.Graph;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.NoConfig;
import graft.api.Op;
import graft.api.Optimizer;
import graft.api.Schedule;
import graft.api.Scope;
import graft.api.Slots;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Plug-ins that are right or wrong in one way each; described in src/test/resources/OSGI-INF. */
public final class Plugins {
  private Plugins() {}

  /** Right: x³. */
  public static final class Cube implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig c, Tensor x, Scope scope) {
      return x.multiply(x).multiply(x);
    }
  }

  /** x² with the gradient of x. */
  public static final class WrongGradient implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig c, Tensor x, Scope scope) {
      Tensor dy = Tensor.input("dy", x.type());
      Graph gradient =
          new Graph(
              List.of(Tensor.input("x", x.type()), Tensor.input("y", x.type()), dy), List.of(dy));
      return Tensor.of(new Op.CustomGradient(gradient), x.square(), x);
    }
  }

  /** Mixes the examples of a batch. */
  public static final class BatchMean implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig c, Tensor x, Scope scope) {
      return x.subtract(x.mean(0));
    }
  }

  /** Another function each time that it is traced. */
  public static final class Unsteady implements Layer<NoConfig> {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Tensor apply(NoConfig c, Tensor x, Scope scope) {
      return x.add(calls.incrementAndGet());
    }
  }

  /** One value for a whole batch. */
  public static final class MeanOfAll implements Loss<NoConfig> {
    @Override
    public Tensor apply(NoConfig c, Tensor prediction, Tensor target) {
      return prediction.subtract(target).square().mean();
    }
  }

  /** Goes the wrong way. */
  public static final class Uphill implements Optimizer<NoConfig> {
    @Override
    public Tensor update(NoConfig c, Tensor param, Tensor gradient, Slots slots) {
      return param.add(gradient.multiply(0.1));
    }
  }

  /** Keeps an extreme instead of a sum, and forgets the weights. */
  public static final class LastBatch implements Metric<NoConfig> {
    @Override
    public void update(NoConfig c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
      totals.max("sum", prediction.sum());
    }

    @Override
    public Tensor result(NoConfig c, Totals totals) {
      return totals.get("sum");
    }
  }

  /** Falls below zero. */
  public static final class Falling implements Schedule<NoConfig> {
    @Override
    public Tensor apply(NoConfig c, Tensor step) {
      return step.multiply(-0.1).add(1);
    }
  }
}
