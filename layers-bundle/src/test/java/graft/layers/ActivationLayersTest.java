package graft.layers;

import static graft.layers.LayerValues.array;
import static graft.layers.LayerValues.assertY;
import static graft.layers.LayerValues.shape;

import graft.api.Spec;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that are activations; values by hand from Keras' formulas. */
class ActivationLayersTest {
  @Test
  void relu() {
    Spec spec =
        Spec.of("relu").with("max_value", 3).with("negative_slope", 0.5).with("threshold", 1);
    Tck.layer(Spec.of("relu"), Tck.f32(5));
    Tck.layer(spec, Tck.f32(5));
    assertY(Spec.of("relu"), array(shape(1, 2), -1, 5), shape(1, 2), 0, 5);
    // 0.5·(−1 − 1), 2, 3
    assertY(spec, array(shape(1, 3), -1, 2, 5), shape(1, 3), -1, 2, 3);
  }

  @Test
  void leakyRelu() {
    Tck.layer(Spec.of("leaky_relu"), Tck.f32(5));
    assertY(Spec.of("leaky_relu"), array(shape(1, 2), -1, 5), shape(1, 2), -0.3, 5);
  }

  @Test
  void elu() {
    Tck.layer(Spec.of("elu").with("alpha", 0.5), Tck.f32(5));
    // 2·(e⁻¹ − 1)
    assertY(
        Spec.of("elu").with("alpha", 2), array(shape(1, 2), -1, 5), shape(1, 2), -1.26424112, 5);
  }

  @Test
  void prelu() {
    Tck.layer(Spec.of("prelu"), Tck.f32(2, 3));
    Tck.layer(Spec.of("prelu").with("shared_axes", List.of(1, 2)), Tck.f32(3, 2, 4));
    // Channels with the slopes 0.1 and 0.2, the same for both steps.
    assertY(
        Spec.of("prelu").with("shared_axes", 1),
        Map.of("alpha", array(shape(1, 2), 0.1, 0.2)),
        array(shape(1, 2, 2), -1, -1, 5, -10),
        shape(1, 2, 2),
        -0.1,
        -0.2,
        5,
        -2);
  }

  @Test
  void softmax() {
    Tck.layer(Spec.of("softmax").with("axis", 1), Tck.f32(3, 2));
    // 1/(1 + e) and e/(1 + e)
    assertY(Spec.of("softmax"), array(shape(1, 2), 1, 2), shape(1, 2), 0.26894142, 0.73105858);
  }
}
