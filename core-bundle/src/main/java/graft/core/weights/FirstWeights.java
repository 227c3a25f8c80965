package graft.core.weights;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.run.WeightLayout;
import graft.core.registry.Nearest;
import graft.core.trace.StateTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The weights that a training begins with, from a file: each tensor finds its weight by name, is
 * turned to our layout, and must have the weight's shape. A {@code strict} file has each weight,
 * and no other tensor; else what fits is taken, and the rest is told.
 */
public final class FirstWeights {
  private static final int MOST_NAMED = 8;

  private final WeightPlan plan;
  private final WeightFile file;
  private final Map<String, StateTensor> weights = new LinkedHashMap<>();
  private final Map<String, int[]> shapes = new LinkedHashMap<>();

  private final Map<String, NdArray> values = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();
  private final List<String> unfit = new ArrayList<>();

  private FirstWeights(WeightPlan plan, WeightFile file, List<StateTensor> states) {
    this.plan = plan;
    this.file = file;
    for (StateTensor state : states) {
      if (state.isWeight()) {
        weights.put(state.name(), state);
        shapes.put(
            state.name(), state.type().shape().dims().stream().mapToInt(Dim::size).toArray());
      }
    }
  }

  /**
   * Values of some or all weights.
   *
   * @param lines what was taken, and what was not
   */
  public record Loaded(Map<String, NdArray> values, List<String> lines) {
    public static final Loaded NONE = new Loaded(Map.of(), List.of());

    public Loaded {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      lines = List.copyOf(lines);
    }
  }

  /**
   * Reads a file for a model.
   *
   * @throws DataException if the file is malformed or does not fit; the message names the tensors
   * @throws ConfigException if {@code names} names what is not there
   */
  public static Loaded load(WeightPlan plan, List<StateTensor> states) {
    FirstWeights first = new FirstWeights(plan, WeightFile.read(plan), states);
    first.take();
    first.check();
    Map<String, NdArray> values = new LinkedHashMap<>(first.values);
    for (StateTensor state : states) { // running averages of weights begin as these do
      String of = state.name().replaceFirst("^optimizer/(.*)/[^/]*$", "$1");
      if (state.slotKind().equals("average") && first.values.containsKey(of)) {
        values.put(state.name(), first.values.get(of));
      }
    }
    return new Loaded(values, first.lines());
  }

  private void take() {
    Map<String, List<PyTorch.Piece>> pieces = new LinkedHashMap<>();
    checkNames();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              Optional<String> weight = weight(name);
              weight.ifPresent(
                  w ->
                      pieces
                          .computeIfAbsent(w, key -> new ArrayList<>())
                          .add(new PyTorch.Piece(name, tensor)));
              if (weight.isEmpty() && !PyTorch.isIgnored(name)) {
                unused.add(shown(name, tensor));
              }
            });
    pieces.forEach(this::take);
  }

  private void take(String weight, List<PyTorch.Piece> pieces) {
    NdArray value;
    try {
      value = value(weight, pieces);
    } catch (DataException e) {
      unfit.add(e.getMessage());
      return;
    }
    String expected = Arrays.toString(shapes.get(weight));
    String got = Arrays.toString(value.shape());
    DType dtype = Objects.requireNonNull(weights.get(weight)).type().dtype();
    boolean fits = value.dtype() == dtype || (value.dtype().isFloating() && dtype.isFloating());
    if (fits && expected.equals(got)) {
      values.put(weight, converted(value, dtype));
      return;
    }
    PyTorch.Piece first = pieces.get(0);
    String stored = Arrays.toString(first.tensor().shape());
    unfit.add(
        "tensor '"
            + first.name()
            + "': weight '"
            + weight
            + "' expects "
            + dtype.text()
            + expected
            + ", got "
            + value.dtype().text()
            + got
            + (stored.equals(got) ? "" : " (in the file " + stored + ")"));
  }

  private NdArray value(String weight, List<PyTorch.Piece> pieces) {
    if (file.layout() == WeightLayout.PYTORCH) {
      String layer = weight.substring(0, Math.max(0, weight.lastIndexOf('/')));
      List<Integer> flattened = plan.flattened().getOrDefault(layer, List.of());
      return PyTorch.value(weight, pieces, shapes, flattened);
    }
    if (pieces.size() > 1) {
      throw new DataException(
          "tensor '" + pieces.get(1).name() + "'",
          "'" + pieces.get(0).name() + "' is '" + weight + "' already",
          "");
    }
    return pieces.get(0).tensor();
  }

  private static NdArray converted(NdArray value, DType dtype) {
    if (value.dtype() == dtype) {
      return value;
    }
    NdArray copy = NdArray.zeros(dtype, value.shape());
    for (int i = 0; i < copy.size(); i++) {
      copy.set(i, value.get(i));
    }
    return copy;
  }

  /** The weight that a tensor is, by the plan's names, or by its own name. */
  private Optional<String> weight(String name) {
    boolean isPyTorch = file.layout() == WeightLayout.PYTORCH;
    String named = plan.names().get(name);
    if (named != null) {
      if (!weights.containsKey(named)) {
        throw new ConfigException(
            WeightPlan.WHERE + ".names",
            "the model has no weight '" + named + "' (" + name + ")",
            Nearest.question(named, weights.keySet()) + "weights are " + listed(weights.keySet()));
      }
      return Optional.of(named);
    }
    Optional<String> module =
        plan.names().keySet().stream()
            .filter(key -> isWithin(name, key))
            .max((a, b) -> a.length() - b.length());
    if (module.isPresent()) {
      String rest = name.substring(module.get().length() + 1);
      String path = plan.names().get(module.get()) + "/" + rest;
      return target(isPyTorch ? path.replace('.', '/') : path);
    }
    String path = isPyTorch ? name.replace('.', '/') : name;
    Optional<String> weight = target(path);
    // What wraps a model puts a part in front: 'module.', 'model.'.
    while (isPyTorch && weight.isEmpty() && path.contains("/")) {
      path = path.substring(path.indexOf('/') + 1);
      weight = target(path);
    }
    return weight;
  }

  private Optional<String> target(String path) {
    return file.layout() == WeightLayout.PYTORCH
        ? PyTorch.target(path, weights.keySet())
        : Optional.of(path).filter(weights::containsKey);
  }

  private static boolean isWithin(String name, String module) {
    return name.length() > module.length()
        && name.startsWith(module)
        && (name.charAt(module.length()) == '.' || name.charAt(module.length()) == '/');
  }

  private void checkNames() {
    Set<String> there = file.tensors().keySet();
    for (String key : plan.names().keySet()) {
      if (!there.contains(key) && there.stream().noneMatch(name -> isWithin(name, key))) {
        throw new ConfigException(
            WeightPlan.WHERE + ".names",
            "'" + key + "' is neither a tensor nor a module in " + file.where(),
            Nearest.question(key, there) + "tensors are " + listed(there));
      }
    }
    for (String layer : plan.flattened().keySet()) {
      if (!weights.containsKey(layer + "/kernel")) {
        throw new ConfigException(
            WeightPlan.WHERE + ".flattened",
            "the model has no layer '" + layer + "' with a kernel",
            "weights are " + listed(weights.keySet()));
      }
    }
  }

  private List<String> missing() {
    Set<String> missing = new LinkedHashSet<>(weights.keySet());
    missing.removeAll(values.keySet());
    return missing.stream().map(name -> name + " " + Arrays.toString(shapes.get(name))).toList();
  }

  private void check() {
    List<String> faults = new ArrayList<>(unfit);
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      faults.add("no tensor for " + listed(missing));
    }
    if (!unused.isEmpty()) {
      faults.add("no weight for " + listed(unused));
    }
    if (plan.strict() ? !faults.isEmpty() : values.isEmpty()) {
      String layout = "layout " + file.layout().text();
      throw new DataException(
          file.where(),
          "does not fit the model (" + layout + "): " + String.join("; ", faults),
          "training.weights.names maps names; strict: false takes what fits");
    }
  }

  private List<String> lines() {
    long numbers = values.values().stream().mapToLong(NdArray::size).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "weights: %d of %d (%d numbers) from %s",
            values.size(), weights.size(), numbers, file.where()));
    unfit.forEach(text -> lines.add("weights: left out: " + text));
    if (!missing().isEmpty()) {
      lines.add("weights: not loaded: " + listed(missing()));
    }
    if (!unused.isEmpty()) {
      lines.add("weights: not used: " + listed(unused));
    }
    return lines;
  }

  private static String shown(String name, NdArray tensor) {
    return name + " " + Arrays.toString(tensor.shape());
  }

  private static String listed(Collection<String> names) {
    List<String> some = names.stream().limit(MOST_NAMED).toList();
    int more = names.size() - some.size();
    return String.join(", ", some) + (more > 0 ? " and " + more + " more" : "");
  }
}
