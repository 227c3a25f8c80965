package graft.core.weights;

import graft.api.DataException;
import graft.api.NdArray;
import graft.api.run.WeightLayout;
import graft.core.state.Checkpoint;
import graft.core.state.Safetensors;
import graft.core.trace.StateTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the weights of a checkpoint, without the training's own state, as a safetensors file. */
public final class WeightExport {
  private WeightExport() {}

  /**
   * Writes a file, whole or not at all.
   *
   * @return how many tensors it has
   * @throws DataException if it cannot be written
   */
  public static int write(
      Checkpoint checkpoint, List<StateTensor> states, WeightLayout layout, Path file) {
    Map<String, NdArray> weights = new LinkedHashMap<>();
    for (StateTensor state : states) {
      NdArray value = checkpoint.tensors().get(state.name());
      if (state.isWeight() && value != null) {
        weights.put(state.name(), value);
      }
    }
    Map<String, NdArray> tensors =
        layout == WeightLayout.PYTORCH ? PyTorch.stateDict(weights) : weights;
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", layout == WeightLayout.PYTORCH ? "pt" : "graft");
    metadata.put("step", Long.toString(checkpoint.step()));
    metadata.put("epoch", Integer.toString(checkpoint.epoch()));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        Safetensors.write(out, tensors, metadata);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be written: " + DataException.reason(e), "");
    }
    return tensors.size();
  }
}
