package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks with a shortcut; values computed by hand. */
class ResidualTest {
  private static final Spec DENSE = Spec.of("dense").with("units", 2).with("use_bias", false);
  private static final NdArray X = new NdArray(new float[] {1, 2}, 1, 2);
  private static final NdArray KERNEL = new NdArray(new float[] {1, -3, 2, 1}, 2, 2);

  private static Spec residual(Spec... layers) {
    return Spec.of("residual").with("layers", List.of(layers));
  }

  private static float[] y(Spec spec, Map<String, NdArray> weights) {
    return (float[]) Probe.layer(spec, false, weights, X).get("y").array();
  }

  private static String fault(Spec spec) {
    return assertThrows(GraftException.class, () -> y(spec, Map.of())).getMessage();
  }

  @Test
  void keepsTheContract() {
    Tck.layer(residual(DENSE, Spec.of("dropout").with("rate", 0.3)), Tck.f32(2));
    Spec conv = Spec.of("conv2d").with("filters", 3).with("strides", 2);
    Tck.layer(
        residual(conv.with("kernel_size", 3).with("padding", "same"), Spec.of("relu"))
            .with("shortcut", List.of(conv.with("kernel_size", 1)))
            .with("activation", "relu"),
        Tck.f32(6, 5, 2));
  }

  @Test
  void addsWhatLayersMakeOfX() {
    Map<String, NdArray> kernel = Map.of("dense_1/kernel", KERNEL);
    // x W = (1·1 + 2·2, 1·(−3) + 2·1) = (5, −1); relu gives (5, 0); x is added.
    assertArrayEquals(new float[] {6, 2}, y(residual(DENSE, Spec.of("relu")), kernel));
    // relu(x + x W), where the sum is (6, 1).
    assertArrayEquals(new float[] {6, 1}, y(residual(DENSE).with("activation", "relu"), kernel));
  }

  @Test
  void aShortcutTakesThePlaceOfX() {
    Map<String, NdArray> kernels =
        Map.of(
            "dense_1/kernel",
            KERNEL,
            "shortcut_dense_1/kernel",
            new NdArray(new float[] {0, 10, 10, 0}, 2, 2));
    // (5, −1) + (2·10, 1·10).
    assertArrayEquals(
        new float[] {25, 9}, y(residual(DENSE).with("shortcut", List.of(DENSE)), kernels));
  }

  @Test
  void innerLayersMayBeNamed() {
    Map<String, NdArray> kernel = Map.of("mix/kernel", KERNEL);
    assertArrayEquals(new float[] {6, 1}, y(residual(DENSE.with("name", "mix")), kernel));
    assertEquals(
        "layer 'layer' (residual): two layers are named 'a'; hint: rename one of them",
        fault(residual(DENSE.with("name", "a"), Spec.of("relu").with("name", "a"))));
  }

  @Test
  void whatIsAddedHasOneShape() {
    assertEquals(
        "layer 'layer' (residual): what is added must have one shape, layers give (batch, 3),"
            + " the shortcut (batch, 2); hint: set shortcut, such as a conv2d of kernel_size 1 with"
            + " the filters and strides",
        fault(residual(DENSE.with("units", 3))));
    assertEquals(
        "layer 'layer' (residual): layers: expected at least one layer, got none",
        fault(residual()));
  }
}
