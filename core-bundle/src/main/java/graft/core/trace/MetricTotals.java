package graft.core.trace;

import graft.api.DType;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Totals;
import java.util.List;

/** The totals of one metric within one pass. */
final class MetricTotals implements Totals {
  private final Context context;
  private final String prefix;

  MetricTotals(Context context, String metric) {
    this.context = context;
    this.prefix = "metrics/" + metric + "/";
  }

  @Override
  public void add(String name, Tensor value) {
    Tensor wide = wide(value);
    set(name, total(name, wide.type(), 0).add(wide));
  }

  @Override
  public void min(String name, Tensor value) {
    Tensor wide = wide(value);
    double most = wide.dtype().isFloating() ? Double.POSITIVE_INFINITY : Long.MAX_VALUE;
    set(name, total(name, wide.type(), most).minimum(wide));
  }

  @Override
  public void max(String name, Tensor value) {
    Tensor wide = wide(value);
    double least = wide.dtype().isFloating() ? Double.NEGATIVE_INFINITY : Long.MIN_VALUE;
    set(name, total(name, wide.type(), least).maximum(wide));
  }

  @Override
  public Tensor get(String name) {
    return context.value(prefix + name);
  }

  private void set(String name, Tensor value) {
    context.update(prefix + name, value);
  }

  private Tensor total(String name, TensorType type, double first) {
    if (!type.shape().isFixed()) {
      throw new ShapeException(
          "total '" + name + "' must have a fixed shape, got " + type.shape(),
          "reduce the axis of the batch");
    }
    return context.declare(prefix + name, StateTensor.Role.TOTAL, "", Tensor.full(type, first));
  }

  /** Sums in f64 and counts in i64: a float sum of a million ones stands still at 2²⁴. */
  private Tensor wide(Tensor value) {
    context.requireOwn(List.of(value), "");
    return value.cast(value.dtype().isFloating() ? DType.F64 : DType.I64);
  }
}
