package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Window;
import graft.layers.common.Layout;
import java.util.List;
import java.util.Optional;

/** The windows of a sequence that are pooled. */
public record PoolingConfig1d(
    @Default("2") @Range(min = 1) @Doc("steps of a window") int poolSize,
    @Range(min = 1) @Doc("step between windows; left out: pool_size") Optional<Integer> strides,
    @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
        Window.Padding padding) {

  /** Over x (batch, steps, channels). */
  Window window(Tensor x) {
    Layout.sequences(x);
    int step = strides.orElse(poolSize);
    return Window.of(x.shape(), List.of(poolSize), List.of(step), padding, List.of(1));
  }
}
