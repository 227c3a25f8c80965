package graft.layers;

import static graft.layers.LayerValues.array;
import static graft.layers.LayerValues.assertRefused;
import static graft.layers.LayerValues.assertY;
import static graft.layers.LayerValues.shape;
import static graft.layers.LayerValues.upTo;

import graft.api.Spec;
import graft.tck.Tck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that pool; values by hand. */
class PoolingLayersTest {
  private static final Spec THREE = Spec.of("").with("pool_size", 3).with("strides", 2);

  private static Spec three(String type) {
    return new Spec(type, THREE.config());
  }

  @Test
  void averagePooling2d() {
    Tck.layer(Spec.of("average_pooling2d"), Tck.f32(5, 4, 3));
    Tck.layer(three("average_pooling2d").with("padding", "same"), Tck.f32(6, 5, 2));
    Tck.layer(
        Spec.of("average_pooling2d").with("pool_size", List.of(1, 3)).with("strides", 1),
        Tck.f32(3, 4, 17));
  }

  @Test
  void averagePooling2dLeavesPaddingOut() {
    // (1 + 2 + 4 + 5)/4
    assertY(
        Spec.of("average_pooling2d").with("strides", 2), upTo(1, 3, 3, 1), shape(1, 1, 1, 1), 3);
    // and at the borders (3 + 6)/2, (7 + 8)/2, 9/1
    assertY(
        Spec.of("average_pooling2d").with("padding", "same"),
        upTo(1, 3, 3, 1),
        shape(1, 2, 2, 1),
        3,
        4.5,
        7.5,
        9);
  }

  @Test
  void averagePooling1d() {
    Tck.layer(three("average_pooling1d").with("padding", "same"), Tck.f32(6, 3));
    // x = 1 … 5: (1 + 2)/2, (3 + 4)/2 and 5 alone
    assertY(
        Spec.of("average_pooling1d").with("padding", "same"),
        upTo(1, 5, 1),
        shape(1, 3, 1),
        1.5,
        3.5,
        5);
    assertY(Spec.of("average_pooling1d"), upTo(1, 5, 1), shape(1, 2, 1), 1.5, 3.5);
  }

  @Test
  void maxPooling1d() {
    Tck.layer(three("max_pooling1d").with("padding", "same"), Tck.f32(6, 3));
    assertY(
        Spec.of("max_pooling1d").with("padding", "same"),
        array(shape(1, 3, 2), -1, -5, -2, -4, -3, -6),
        shape(1, 2, 2),
        -1,
        -4,
        -3,
        -6);
    assertRefused(
        Spec.of("max_pooling1d"), upTo(1, 3), "needs sequences (batch, steps, channels), got");
  }

  @Test
  void globalPooling2d() {
    for (String type : List.of("global_average_pooling2d", "global_max_pooling2d")) {
      Tck.layer(Spec.of(type), Tck.f32(3, 2, 4));
      Tck.layer(Spec.of(type).with("keepdims", true), Tck.f32(2, 3, 1));
    }
    // Channels 1, 3, 5, 7 and 2, 4, 6, 8.
    assertY(Spec.of("global_average_pooling2d"), upTo(1, 2, 2, 2), shape(1, 2), 4, 5);
    assertY(
        Spec.of("global_max_pooling2d").with("keepdims", true),
        upTo(1, 2, 2, 2),
        shape(1, 1, 1, 2),
        7,
        8);
  }

  @Test
  void globalPooling1d() {
    for (String type : List.of("global_average_pooling1d", "global_max_pooling1d")) {
      Tck.layer(Spec.of(type), Tck.f32(3, 4));
      Tck.layer(Spec.of(type).with("keepdims", true), Tck.f32(5, 1));
    }
    // Channels 1, 3, 5 and 2, 4, 6.
    assertY(
        Spec.of("global_average_pooling1d").with("keepdims", true),
        upTo(1, 3, 2),
        shape(1, 1, 2),
        3,
        4);
    assertY(Spec.of("global_max_pooling1d"), upTo(1, 3, 2), shape(1, 2), 5, 6);
  }
}
