package graft.api.run;

import java.util.Locale;

/** Names and axes of the tensors in a file of weights. */
public enum WeightLayout {
  /** As in a run: {@code conv_1/kernel} (rows, columns, channels, filters). */
  GRAFT,
  /** As in a PyTorch state dict: {@code conv_1.weight} (filters, channels, rows, columns). */
  PYTORCH;

  /** The name in model files and options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
