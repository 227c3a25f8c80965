package graft.core.weights;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.run.WeightLayout;
import graft.core.state.Checkpoint;
import graft.core.state.Checkpoints;
import graft.core.state.RunFolder;
import graft.core.state.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors by name, from a safetensors file, from a run (its best checkpoint, else its last), or
 * from one checkpoint.
 *
 * @param where the file, for messages
 */
record WeightFile(String where, WeightLayout layout, Map<String, NdArray> tensors) {

  static WeightFile read(WeightPlan plan) {
    Path path = Path.of(plan.file());
    if (!Files.isDirectory(path)) {
      Safetensors.Content content = Safetensors.read(path);
      // Hugging Face's libraries write "pt" when they save a state dict.
      boolean isPyTorch = "pt".equals(content.metadata().get("format"));
      WeightLayout stated = isPyTorch ? WeightLayout.PYTORCH : WeightLayout.GRAFT;
      return new WeightFile(path.toString(), plan.layout().orElse(stated), content.tensors());
    }
    if (plan.layout().equals(Optional.of(WeightLayout.PYTORCH))) {
      throw new ConfigException(
          WeightPlan.WHERE + ".layout", "a folder of a run has layout graft, got pytorch", "");
    }
    Checkpoint checkpoint =
        Files.exists(path.resolve("state.safetensors")) ? Checkpoints.load(path) : ofRun(path);
    return new WeightFile(path.toString(), WeightLayout.GRAFT, weights(checkpoint.tensors()));
  }

  private static Checkpoint ofRun(Path run) {
    List<String> problems = new ArrayList<>();
    return RunFolder.checkpoints(run)
        .best(problems::add)
        .orElseThrow(
            () ->
                new DataException(
                    run.toString(),
                    problems.isEmpty()
                        ? "there is no checkpoint"
                        : "there is no whole checkpoint: " + problems.get(0),
                    "name a safetensors file, or the folder that 'train' printed"));
  }

  /** A checkpoint without the training's own state, which no layer can have: see Tracer. */
  private static Map<String, NdArray> weights(Map<String, NdArray> state) {
    Map<String, NdArray> weights = new LinkedHashMap<>(state);
    weights
        .keySet()
        .removeIf(
            name ->
                name.matches("(optimizer|metrics)/.*")
                    || name.equals("step")
                    || name.equals("rate_factor"));
    return weights;
  }
}
