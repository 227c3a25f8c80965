package graft.core.trace;

import graft.api.Cell;
import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Randoms;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.core.trace.StateTensor.Role;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The scope of one layer within one pass over the model. */
final class LayerScope implements Scope {
  private final Context context;
  private final LayerSettings settings;
  private final Map<Tensor, Optional<Tensor>> ownMasks = new IdentityHashMap<>();
  private final Set<String> params = new LinkedHashSet<>();

  LayerScope(Context context, LayerSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  @Override
  public String path() {
    return settings.path();
  }

  @Override
  public DType dtype() {
    return settings.dtype();
  }

  @Override
  public boolean training() {
    return context.training && settings.trainable();
  }

  @Override
  public Tensor param(String name, Shape shape, Spec initializer) {
    params.add(name);
    Optional<String> shared = settings.shared(name);
    if (shared.isPresent()) {
      return shared(name, shape, shared.get());
    }
    String full = path() + "/" + name;
    Role role = settings.trainable() ? Role.PARAM : Role.FROZEN;
    boolean fresh = !context.states.containsKey(full);
    boolean first = context.meets(full, shape);
    Spec chosen = settings.spec(name + "_initializer").orElse(initializer);
    Tensor value = context.state(full, new TensorType(dtype(), shape), role, chosen);
    settings
        .spec(name + "_constraint")
        .filter(spec -> fresh)
        .ifPresent(spec -> context.constraints.put(full, spec));
    // In evaluation too, and not for what is frozen: as in Keras.
    if (first && settings.trainable()) {
      settings
          .spec(name + "_regularizer")
          .ifPresent(spec -> context.losses.put(full + "_regularizer", penalty(spec, full, value)));
    }
    return value;
  }

  private Tensor penalty(Spec spec, String param, Tensor value) {
    String where = "regularizer of '" + param + "' (" + spec.type() + ")";
    Tensor penalty = context.plugins.regularizer(spec, where, value);
    if (!penalty.shape().isScalar()) {
      throw new ShapeException(where, "a penalty is a scalar, got " + penalty.type(), "reduce it");
    }
    return penalty;
  }

  /** A parameter tied to another layer's; a last ^T transposes a matrix. */
  private Tensor shared(String name, Shape shape, String other) {
    boolean transposed = other.endsWith("^T");
    String full = transposed ? other.substring(0, other.length() - 2) : other;
    if (!context.states.containsKey(full)) {
      throw new ConfigException(
          "'share' ties '" + name + "' to '" + full + "', which no layer before this one has",
          "parameters so far: " + String.join(", ", context.states.keySet()));
    }
    Tensor value = context.value(full);
    Tensor tied = transposed ? value.transpose(1, 0) : value;
    if (!tied.shape().equals(shape)) {
      throw new ShapeException(
          "'share' ties '" + name + "' " + shape + " to '" + other + "' " + tied.shape(), "");
    }
    return tied;
  }

  @Override
  public Tensor state(String name, TensorType type, Spec initializer) {
    String full = path() + "/" + name;
    context.meets(full, type.shape());
    Spec chosen = settings.spec(name + "_initializer").orElse(initializer);
    params.add(name);
    return context.state(full, type, Role.STATE, chosen);
  }

  @Override
  public void update(String name, Tensor value) {
    StateTensor known = context.states.get(path() + "/" + name);
    if (known != null && known.role() != Role.STATE) {
      throw new ConfigException(
          "update of '" + known.name() + "', which is a parameter",
          "only the optimizer changes parameters; declare it by scope.state");
    }
    context.update(path() + "/" + name, value);
  }

  @Override
  public Randoms random() {
    return context.draws(path());
  }

  @Override
  public Tensor layer(String name, Spec spec, Tensor x) {
    List<Tensor> ys = block(name, spec, List.of(x));
    if (ys.size() != 1) {
      throw new ShapeException("layer '" + name + "' must have one output, got " + ys.size(), "");
    }
    return ys.get(0);
  }

  @Override
  public List<Tensor> block(String name, Spec spec, List<Tensor> xs) {
    xs.stream().filter(ownMasks::containsKey).forEach(this::publishMask);
    return context.apply(settings.inner(name, spec), xs, false);
  }

  @Override
  public Cell.Step cell(String name, Spec spec, Tensor x, List<Tensor> states) {
    LayerSettings inner = settings.inner(name, spec);
    LayerScope scope = new LayerScope(context, inner);
    return context.plugins.cell(inner.own(), inner.where(), x, states, scope);
  }

  @Override
  public List<Shape> cellStates(Spec spec, Shape x) {
    LayerSettings inner = settings.inner("cell", spec);
    return context.plugins.cellStates(inner.own(), inner.where(), x);
  }

  @Override
  public Tensor activation(Spec spec, Tensor x) {
    Tensor y = context.plugins.activation(spec, "activation '" + spec.type() + "'", x);
    if (!y.type().equals(x.type())) {
      throw new ShapeException(
          "activation '" + spec.type() + "' must keep " + x.type() + ", got " + y.type(), "");
    }
    return y;
  }

  @Override
  public void loss(String name, Tensor scalar) {
    context.addLoss(path() + "/" + name, scalar);
  }

  @Override
  public Optional<Tensor> mask(Tensor x) {
    return ownMasks.getOrDefault(x, Optional.ofNullable(context.masks.get(x)));
  }

  @Override
  public void mask(Tensor y, Optional<Tensor> mask) {
    mask.ifPresent(
        m -> {
          if (m.dtype() != DType.BOOL || !begins(y.shape(), m.shape())) {
            throw new ShapeException(
                "a mask is bool with the first axes of " + y.shape() + ", got " + m.type(), "");
          }
        });
    ownMasks.put(y, mask);
  }

  @Override
  public List<Tensor> scan(
      List<Tensor> initial, List<Tensor> sequences, Dim length, boolean reverse, Body body) {
    return new ScanFrame(context)
        .scan(
            initial,
            sequences,
            length,
            reverse,
            (carries, slices) -> body.apply(carries, slices, this));
  }

  /** Sets the outputs' masks: the layer's own, or the first of its inputs that fits. */
  void passMasks(List<Tensor> xs, List<Tensor> ys) {
    for (Tensor y : ys) {
      if (ownMasks.containsKey(y)) {
        publishMask(y);
      } else if (!context.masks.containsKey(y)) {
        xs.stream()
            .map(context.masks::get)
            .filter(m -> m != null && begins(y.shape(), m.shape()))
            .findFirst()
            .ifPresent(m -> context.masks.put(y, m));
      }
    }
  }

  private void publishMask(Tensor x) {
    mask(x).ifPresentOrElse(m -> context.masks.put(x, m), () -> context.masks.remove(x));
  }

  /** Refuses settings such as {@code kernal_initializer} that belong to no parameter. */
  void checkSettings() {
    settings.checkParams(params);
  }

  private static boolean begins(Shape shape, Shape lead) {
    return shape.rank() >= lead.rank() && shape.part(0, lead.rank()).equals(lead);
  }
}
