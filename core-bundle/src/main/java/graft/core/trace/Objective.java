package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one output is scored: its loss with weights, mask and reduction, and the scored elements'
 * weights for metrics.
 *
 * <p>What is masked or weighs zero is cut off by select before and after the loss, so that its
 * gradient is exactly zero, even where its loss is infinite.
 */
final class Objective {
  /** How the weighted values become one number; Keras' names and meanings. */
  enum Reduction {
    /** Σ(v·w) / number of elements that the mask leaves. */
    SUM_OVER_BATCH_SIZE,
    /** The same as SUM_OVER_BATCH_SIZE. */
    MEAN,
    /** Σ(v·w). */
    SUM,
    /** Σ(v·w) / Σw. */
    MEAN_WITH_SAMPLE_WEIGHT
  }

  private final Context context;
  private final Tensor prediction;
  private final Spec loss;
  private final String where;
  private final TargetRange range;
  private final Tensor target;

  /** Where the target is none that is ignored. */
  private final Optional<Tensor> counted;

  private final Tensor sampleWeight;

  /**
   * @param where the loss, for messages
   * @param sampleWeight f32 (batch)
   */
  Objective(
      Context context,
      Spec loss,
      String where,
      Tensor prediction,
      Tensor target,
      Tensor sampleWeight) {
    this.context = context;
    this.loss = loss;
    this.where = where;
    this.prediction = prediction;
    this.sampleWeight = sampleWeight;
    Tensor given = aligned(prediction, target);
    range = context.plugins.lossTargets(loss, where, prediction.shape(), given.shape());
    Optional<Tensor> ignored =
        range.ignored().map(value -> given.equal(Tensor.constant(given.dtype(), value)));
    this.target =
        ignored
            .map(i -> i.select(Tensor.constant(given.dtype(), range.substitute()), given))
            .orElse(given);
    counted = ignored.map(Tensor::not).map(c -> c.shape().dim(-1).is(1) ? c.squeeze(-1) : c);
  }

  /** The target with a last axis of 1 given or taken where that makes the ranks equal. */
  private static Tensor aligned(Tensor prediction, Tensor target) {
    if (target.rank() + 1 == prediction.rank() && prediction.shape().dim(-1).is(1)) {
      return target.expandDims(-1);
    }
    if (prediction.rank() + 1 == target.rank() && target.shape().dim(-1).is(1)) {
      return target.squeeze(-1);
    }
    return target;
  }

  /** With a value that is allowed in place of what is ignored. */
  Tensor target() {
    return target;
  }

  String where() {
    return where;
  }

  TargetRange range() {
    return range;
  }

  /** True if which elements count is only known when the model runs. */
  boolean isMasked() {
    return context.masks.containsKey(prediction);
  }

  /** The weights of scored elements of a shape (batch) or (batch, time …): sample weight × mask. */
  Tensor weight(Shape scored) {
    Tensor wide = spread(sampleWeight, scored);
    return mask(scored).map(m -> m.select(wide, Tensor.full(wide.type(), 0))).orElse(wide);
  }

  private Optional<Tensor> mask(Shape scored) {
    return Stream.of(Optional.ofNullable(context.masks.get(prediction)), counted)
        .flatMap(Optional::stream)
        .filter(m -> m.rank() <= scored.rank() && scored.part(0, m.rank()).equals(m.shape()))
        .map(m -> spread(m, scored))
        .reduce(Tensor::and);
  }

  /** x of the shape's first axes, repeated along the others. */
  private static Tensor spread(Tensor x, Shape shape) {
    Tensor y = x;
    while (y.rank() < shape.rank()) {
      y = y.expandDims(-1);
    }
    return y.broadcastTo(shape);
  }

  /** The shape of the elements that the loss scores: what a metric's weights have. */
  Shape scored() {
    return values(prediction).shape();
  }

  private Tensor values(Tensor safePrediction) {
    Tensor values = context.plugins.loss(loss, where, safePrediction, target);
    boolean perExample =
        values.rank() >= 1 && values.shape().dim(0).equals(prediction.shape().dim(0));
    if (!perExample || !values.dtype().isFloating()) {
      throw new ShapeException(
          where, "a loss gives one value for each scored element, got " + values.type(), "");
    }
    context.requireOwn(List.of(values), where);
    return values;
  }

  /** The scalar to minimise, in f32 or wider. */
  Tensor loss(Reduction reduction) {
    Shape scored = scored();
    Tensor weight = weight(scored).cast(prediction.dtype());
    Tensor counts = weight.notEqual(Tensor.constant(weight.dtype(), 0));
    Tensor zero = Tensor.constant(prediction.dtype(), 0);
    boolean rows =
        prediction.rank() >= scored.rank()
            && prediction.shape().part(0, scored.rank()).equals(scored);
    Tensor safe = rows ? spread(counts, prediction.shape()).select(prediction, zero) : prediction;
    Tensor values = values(safe).cast(prediction.dtype());
    Tensor sum = counts.select(values.multiply(weight), zero).sum();
    return switch (reduction) {
      case SUM -> sum;
      case MEAN_WITH_SAMPLE_WEIGHT -> ratio(sum, weight.sum());
      case SUM_OVER_BATCH_SIZE, MEAN -> ratio(sum, count(scored, prediction.dtype()));
    };
  }

  private Tensor count(Shape scored, DType dtype) {
    Dim elements = scored.elements();
    return mask(scored)
        .map(m -> m.cast(dtype).sum())
        .orElseGet(() -> Tensor.of(new Op.Size(elements)).cast(dtype));
  }

  /** a / b, and 0 where nothing counts. */
  private static Tensor ratio(Tensor a, Tensor b) {
    Tensor zero = Tensor.full(new TensorType(b.dtype(), b.shape()), 0);
    Tensor one = Tensor.full(b.type(), 1);
    Tensor none = b.equal(zero);
    return none.select(zero, a.divide(none.select(one, b)));
  }

  static Reduction reduction(@Nullable Object name) {
    if (name == null) {
      return Reduction.SUM_OVER_BATCH_SIZE;
    }
    for (Reduction reduction : Reduction.values()) {
      if (reduction.name().equalsIgnoreCase(String.valueOf(name))) {
        return reduction;
      }
    }
    throw new ConfigException(
        "training.reduction",
        "unknown reduction '" + name + "'",
        "reductions are "
            + List.of(Reduction.values()).toString().toLowerCase(java.util.Locale.ROOT));
  }
}
