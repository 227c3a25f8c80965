package graft.core.weights;

import graft.api.ConfigException;
import graft.api.run.RunSpec;
import graft.api.run.WeightLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code training.weights} of a model file: where a new training's first weights come from.
 *
 * @param file a safetensors file, a run's folder, or one of its checkpoints
 * @param layout whose names and axes the file has; left out, what its metadata say
 * @param names of tensors or of modules in the file → of weights or of layers in the model
 * @param flattened layer → the shape (channels, height, width) of what PyTorch flattens before it
 * @param strict whether each weight must be in the file, and each tensor of the file be used
 */
public record WeightPlan(
    String file,
    Optional<WeightLayout> layout,
    Map<String, String> names,
    Map<String, List<Integer>> flattened,
    boolean strict) {
  static final String WHERE = "training.weights";

  public WeightPlan {
    names = Map.copyOf(names);
    flattened = Map.copyOf(flattened);
  }

  /** The plan of a model file; empty if it begins with weights of its own. */
  public static Optional<WeightPlan> of(RunSpec spec) {
    Object weights = spec.get("training", "weights");
    if (weights == null) {
      return Optional.empty();
    }
    if (weights instanceof String file) {
      return Optional.of(new WeightPlan(file, Optional.empty(), Map.of(), Map.of(), true));
    }
    if (!(weights instanceof Map<?, ?> map) || !(map.get("file") instanceof String file)) {
      throw new ConfigException(WHERE, "expected a file or an object with \"file\"", "");
    }
    Map<String, String> names = new LinkedHashMap<>();
    if (map.get("names") instanceof Map<?, ?> given) {
      given.forEach((from, to) -> names.put((String) from, String.valueOf(to)));
    }
    Map<String, List<Integer>> flattened = new LinkedHashMap<>();
    if (map.get("flattened") instanceof Map<?, ?> given) {
      given.forEach((layer, shape) -> flattened.put((String) layer, sizes(shape)));
    }
    Optional<WeightLayout> layout =
        Optional.ofNullable(map.get("layout"))
            .map(text -> WeightLayout.valueOf(text.toString().toUpperCase(Locale.ROOT)));
    boolean strict = !Boolean.FALSE.equals(map.get("strict"));
    return Optional.of(new WeightPlan(file, layout, names, flattened, strict));
  }

  private static List<Integer> sizes(Object shape) {
    List<Integer> sizes = new ArrayList<>();
    ((List<?>) shape).forEach(size -> sizes.add(Math.toIntExact((Long) size)));
    return List.copyOf(sizes);
  }
}
