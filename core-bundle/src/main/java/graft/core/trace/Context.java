package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over the model (for training, evaluation or prediction) shares: states and their
 * next values, added losses, masks, origins. States are shared with the other passes of a trace.
 */
final class Context {
  final Plugins plugins;
  final long seed;
  final boolean training;
  final Map<String, StateTensor> states;
  final Map<String, Tensor> leaves = new LinkedHashMap<>();

  /** The inputs that values may come from now: leaves, and those of the scans under way. */
  final Set<Tensor> given = Collections.newSetFromMap(new IdentityHashMap<>());

  final Map<String, Tensor> updates = new LinkedHashMap<>();
  final Map<String, Tensor> losses = new LinkedHashMap<>();
  final Map<Tensor, Tensor> masks = new IdentityHashMap<>();
  final Map<Tensor, String> origins = new IdentityHashMap<>();
  final Map<String, Spec> constraints = new LinkedHashMap<>();
  final Map<String, Integer> drawn = new HashMap<>();
  final List<TracedModel.TargetCheck> targets = new ArrayList<>();
  final List<Summary.Layer> summary = new ArrayList<>();

  /** Parameters to compute with in place of their own values (averaged weights). */
  final Map<String, Tensor> replacements = new HashMap<>();

  Tensor micro = Tensor.constant(DType.I64, 0);

  /** As {@link #micro}, without the steps of the innermost scan. */
  Tensor steady = micro;

  int scans;

  /** The scan whose body is being traced; states read inside come in through it. */
  @Nullable ScanFrame frame;

  Context(Plugins plugins, long seed, boolean training, Map<String, StateTensor> states) {
    this.plugins = plugins;
    this.seed = seed;
    this.training = training;
    this.states = states;
  }

  /** States that this pass has met, so that a shared layer's count once. */
  private final Set<String> met = new HashSet<>();

  /** Elements of all that were met, those of inner layers too. */
  private long parameters;

  /** True the first time that this pass meets a state, which is counted then. */
  boolean meets(String name, Shape shape) {
    boolean first = met.add(name);
    if (first) {
      parameters += shape.elements().evaluate(open -> 0);
    }
    return first;
  }

  /**
   * Applies a layer: casts its inputs to its dtype, calls the plug-in, passes masks on, notes
   * origins.
   *
   * @param listed whether it gets a line in the summary
   */
  List<Tensor> apply(LayerSettings settings, List<Tensor> xs, boolean listed) {
    LayerScope scope = new LayerScope(this, settings);
    long before = parameters;
    List<Tensor> inputs = xs.stream().map(x -> cast(x, settings.dtype())).toList();
    claim(inputs, settings.path());
    List<Tensor> ys = plugins.layer(settings.own(), settings.where(), inputs, scope);
    try {
      claim(ys, settings.path());
      scope.checkSettings();
      settings.spec("activity_regularizer").ifPresent(spec -> activity(spec, settings, ys));
      scope.passMasks(inputs, ys);
      claim(List.copyOf(updates.values()), settings.path());
      claim(List.copyOf(losses.values()), settings.path());
    } catch (GraftException e) {
      throw e.where().startsWith(settings.where()) ? e : e.at(settings.where());
    }
    if (listed) {
      String shapes = ys.stream().map(y -> y.shape().toString()).collect(Collectors.joining(", "));
      summary.add(
          new Summary.Layer(settings.path(), settings.own().type(), shapes, parameters - before));
    }
    return ys;
  }

  /** As Keras: the penalty of the output, divided by the number of examples. */
  private void activity(Spec spec, LayerSettings settings, List<Tensor> ys) {
    for (Tensor y : ys) {
      Tensor penalty = plugins.regularizer(spec, settings.where() + ": activity_regularizer", y);
      addLoss(settings.path() + "/activity_regularizer", penalty.divide(y.size(0)));
    }
  }

  private Tensor cast(Tensor x, DType dtype) {
    Tensor y = x.dtype().isFloating() ? x.cast(dtype) : x;
    Tensor mask = masks.get(x);
    if (mask != null) {
      masks.put(y, mask);
    }
    return y;
  }

  /** The counters that random numbers take, by the labels that every program knows. */
  Tensor step() {
    return declare("step", StateTensor.Role.COUNTER, "", Tensor.constant(DType.I64, 0));
  }

  Tensor example() {
    return leaf("example", new TensorType(DType.I64, new Shape(List.of(Draws.BATCH))));
  }

  Draws draws(String path) {
    return new Draws(seed, path, drawn, step(), micro, steady, example());
  }

  /** Declares a state or finds it, and returns its value at this place of the pass. */
  Tensor state(String name, TensorType type, StateTensor.Role role, Spec initializer) {
    StateTensor known = states.get(name);
    if (known == null) {
      if (!type.shape().isFixed()) {
        throw new ShapeException(
            "'" + name + "' must have a fixed shape, got " + type.shape(),
            "fix the sizes that it depends on in the model's input shape");
      }
      long elements = type.shape().elements().evaluate(open -> 0);
      if (elements > Integer.MAX_VALUE) {
        throw new ShapeException(
            "'" + name + "' must have at most " + Integer.MAX_VALUE + " elements, got " + elements,
            "");
      }
      Tensor initial =
          plugins.initializer(
              initializer,
              "initializer of '" + name + "' (" + initializer.type() + ")",
              type,
              Draws.initial(seed, name, new HashMap<>()));
      if (!initial.type().equals(type)) {
        throw new ShapeException(
            "the initializer '"
                + initializer.type()
                + "' of '"
                + name
                + "' must give "
                + type
                + ", got "
                + initial.type(),
            "");
      }
      requireOwn(List.of(initial), "the initializer of '" + name + "'");
      known = new StateTensor(name, type, role, "", initial);
      states.put(name, known);
    } else if (!known.type().equals(type)) {
      throw new ConfigException(
          "'" + name + "' is asked for as " + type + " and as " + known.type(),
          "a shared layer needs inputs of one shape");
    }
    Tensor replacement = replacements.get(name);
    if (replacement != null) {
      return replacement;
    }
    return frame != null && role == StateTensor.Role.STATE ? frame.read(name) : value(name);
  }

  /** Declares a state of the core's own making, with its first value. */
  Tensor declare(String name, StateTensor.Role role, String slotKind, Tensor initial) {
    states.putIfAbsent(name, new StateTensor(name, initial.type(), role, slotKind, initial));
    return value(name);
  }

  /** The state's value at this place: its last update in this pass, else its value at the start. */
  Tensor value(String name) {
    Tensor updated = updates.get(name);
    if (updated != null) {
      return updated;
    }
    StateTensor state = states.get(name);
    if (state == null) {
      throw new ConfigException("there is no tensor '" + name + "'", "");
    }
    return leaf(name, state.type());
  }

  /** An input of the program; one node for each label, so that gradients find it. */
  Tensor leaf(String label, TensorType type) {
    Tensor leaf = leaves.computeIfAbsent(label, l -> Tensor.input(l, type));
    given.add(leaf);
    return leaf;
  }

  void update(String name, Tensor value) {
    StateTensor state = states.get(name);
    if (state == null) {
      throw new ConfigException(
          "update of '" + name + "' which was not declared", "call scope.state first");
    }
    if (!state.type().equals(value.type())) {
      throw new ShapeException(
          "the update of '" + name + "' must be " + state.type() + ", got " + value.type(), "");
    }
    if (frame != null) {
      frame.write(name, value);
    } else {
      updates.put(name, value);
    }
  }

  /**
   * Notes who made the nodes that {@code roots} need and that nobody has claimed.
   *
   * @throws GraftException as {@link #requireOwn}, without a place
   */
  void claim(List<Tensor> roots, String path) {
    for (Tensor node : requireOwn(roots, "")) {
      origins.putIfAbsent(node, path);
    }
  }

  /**
   * The nodes that {@code roots} need.
   *
   * @throws GraftException if one is an input that is not of this pass: a plug-in kept a tensor
   */
  List<Tensor> requireOwn(List<Tensor> roots, String where) {
    List<Tensor> order = Graph.order(roots);
    for (Tensor node : order) {
      if (node.op() instanceof Op.Input input && !given.contains(node)) {
        throw new GraftException(
            where,
            "it uses '" + input.label() + "' of another trace, or of a scan from outside of it",
            "a plug-in keeps no tensor: it asks its scope for each anew in every call");
      }
    }
    return order;
  }

  void addLoss(String name, Tensor scalar) {
    if (!scalar.shape().isScalar()) {
      throw new ShapeException("an added loss is a scalar, got " + scalar.type(), "reduce it");
    }
    if (frame != null) {
      frame.loss(name, scalar);
    } else {
      losses.merge(name, scalar, Tensor::add);
    }
  }
}
