package graft.layers.pooling;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Window;
import graft.layers.common.Layout;
import java.util.List;
import java.util.Optional;

/** The windows of an image that are pooled. */
public record PoolingConfig2d(
    @Default("[2, 2]") @Range(min = 1) @Doc("rows and columns of a window") List<Integer> poolSize,
    @Range(min = 1) @Doc("step between windows; left out: pool_size")
        Optional<List<Integer>> strides,
    @Default("valid") @Doc("valid: none; same: output size = ⌈input size / stride⌉")
        Window.Padding padding) {

  /** Over x (batch, height, width, channels). */
  Window window(Tensor x) {
    Layout.images(x);
    return Window.of(x.shape(), poolSize, strides.orElse(poolSize), padding, List.of(1));
  }
}
