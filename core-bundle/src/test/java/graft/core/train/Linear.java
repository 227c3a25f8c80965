package graft.core.train;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Kind;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Summary;
import graft.core.compile.Computation;
import graft.core.trace.StateTensor;
import graft.core.trace.StateTensor.Role;
import graft.core.trace.TracedModel;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Linear regression ŷ = w x + b, traced by hand: mean of weight · (ŷ − y)², gradient descent with
 * momentum 0.5, rate 0.1 × rate_factor.
 */
final class Linear {
  static final TracedModel.TypeKey DENSE = new TracedModel.TypeKey(Kind.LAYER, "dense");

  private static final TensorType F32 = new TensorType(DType.F32, Shape.SCALAR);
  private static final TensorType F64 = new TensorType(DType.F64, Shape.SCALAR);
  private static final TensorType I64 = new TensorType(DType.I64, Shape.SCALAR);
  private static final Shape BATCH = Shape.of(Dim.open("batch"), new Dim[0]);

  private final Map<String, StateTensor> states = new LinkedHashMap<>();
  private final Map<Tensor, String> origins = new IdentityHashMap<>();

  /** What differs from the plain model. */
  record Change(double factor, long nanAt, boolean wider, long generation, boolean inUpdate) {
    static final Change NONE = new Change(1, Long.MAX_VALUE, false, 1);

    Change(double factor, long nanAt, boolean wider, long generation) {
      this(factor, nanAt, wider, generation, false);
    }

    Change generation(long value) {
      return new Change(factor, nanAt, wider, value, inUpdate);
    }
  }

  private Linear() {}

  static TracedModel traced() {
    return traced(Change.NONE);
  }

  /**
   * @param change {@code factor} multiplies the prediction, {@code nanAt} is the step in which
   *     layer 'log' gives NaN (or, {@code inUpdate}, the new w is), {@code wider} gives b another
   *     shape
   */
  static TracedModel traced(Change change) {
    return new Linear().model(change);
  }

  private Tensor state(String name, TensorType type, Role role, double initial) {
    Tensor first = Tensor.full(type, initial);
    String slot = role == Role.SLOT ? "velocity" : "";
    states.put(name, new StateTensor(name, type, role, slot, first));
    return Tensor.input(name, type);
  }

  private TracedModel model(Change change) {
    final Tensor w = state("dense/w", F32, Role.PARAM, 0.25);
    final TensorType biasType =
        new TensorType(DType.F32, change.wider() ? Shape.of(2) : Shape.SCALAR);
    final Tensor bias = state("dense/b", biasType, Role.PARAM, 0);
    final Tensor b = change.wider() ? bias.sum() : bias;
    final Tensor vw = state("optimizer/dense/w/velocity", F32, Role.SLOT, 0);
    final Tensor vb = state("optimizer/dense/b/velocity", F32, Role.SLOT, 0);
    final Tensor step = state("step", I64, Role.COUNTER, 0);
    final Tensor factor = state("rate_factor", F32, Role.COUNTER, 1);
    final Tensor sum = state("loss/sum", F64, Role.TOTAL, 0);
    final Tensor count = state("loss/count", F64, Role.TOTAL, 0);

    final Tensor x = Tensor.input("column:x", new TensorType(DType.F32, BATCH));
    final Tensor y = Tensor.input("column:y", new TensorType(DType.F32, BATCH));
    final Tensor weight = Tensor.input("weight", new TensorType(DType.F32, BATCH));

    Tensor nextW = w;
    Tensor predicted = x.multiply(w).add(b).multiply(change.factor());
    if (change.nanAt() != Long.MAX_VALUE) {
      // log(nanAt - 1/2 - step): NaN from step nanAt on, multiplied by 0 before.
      Tensor left = step.cast(DType.F32).negate().add(change.nanAt() - 0.5);
      Tensor poison = left.log();
      origins.put(poison, "log");
      nextW = change.inUpdate() ? w.add(poison.multiply(0)) : w;
      predicted = change.inUpdate() ? predicted : predicted.add(poison.multiply(0));
    }
    final Tensor error = predicted.subtract(y);
    final Tensor weighted = error.square().multiply(weight);
    final Tensor loss = weighted.mean();
    final Tensor dError = error.multiply(weight).multiply(2 * change.factor());
    final Tensor gw = dError.multiply(x).mean();
    final Tensor gb = dError.mean();
    final Tensor norm = gw.square().add(gb.square()).sqrt();
    final Tensor rate = factor.multiply(0.1);
    final Tensor nextVw = vw.multiply(0.5).add(gw);
    final Tensor nextVb = vb.multiply(0.5).add(gb);

    Map<String, Tensor> totals = new LinkedHashMap<>();
    totals.put("loss/sum", sum.add(weighted.sum().cast(DType.F64)));
    totals.put("loss/count", count.add(weight.sum().cast(DType.F64)));
    Map<String, Tensor> updates = new LinkedHashMap<>(totals);
    updates.put("dense/w", nextW.subtract(rate.multiply(nextVw)));
    updates.put("dense/b", bias.subtract(rate.multiply(nextVb)));
    updates.put("optimizer/dense/w/velocity", nextVw);
    updates.put("optimizer/dense/b/velocity", nextVb);
    updates.put("step", step.add(1));

    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("loss", loss);
    outputs.put("gradient_norm", norm);
    Optional<Tensor> guard = Optional.of(loss.isFinite().and(norm.isFinite()));
    Tensor mean = sum.divide(count);
    return new TracedModel(
        new Computation(outputs, updates, guard, origins),
        new Computation(Map.of(), totals, Optional.empty(), origins),
        plain(Map.of("loss", mean, "metric:rmse", mean.sqrt())),
        plain(Map.of("output:y", predicted)),
        List.copyOf(states.values()),
        Map.of("column:x", x.type(), "column:y", y.type(), "weight", weight.type()),
        Map.of(DENSE, change.generation()),
        Map.of(),
        List.of(),
        Map.of("model", Map.of("type", "sequential")),
        new Summary(List.of(), 2, 0));
  }

  private static Computation plain(Map<String, Tensor> outputs) {
    return new Computation(outputs, Map.of(), Optional.empty(), Map.of());
  }
}
