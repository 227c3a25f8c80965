package graft.layers;

import static graft.layers.LayerValues.array;
import static graft.layers.LayerValues.assertRefused;
import static graft.layers.LayerValues.assertY;
import static graft.layers.LayerValues.full;
import static graft.layers.LayerValues.shape;
import static graft.layers.LayerValues.upTo;

import graft.api.Spec;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that normalise; values by NumPy's mean and var in double precision. */
class NormalizationLayersTest {
  @Test
  void layerNormalization() {
    Spec spec = Spec.of("layer_normalization");
    Tck.layer(spec, Tck.f32(5));
    Tck.layer(spec.with("axis", List.of(1, -1)).with("center", false), Tck.f32(3, 2, 4));
    Tck.layer(spec.with("axis", 1).with("scale", false), Tck.f32(4, 3));
  }

  @Test
  void layerNormalizationIsOverTheLastAxis() {
    // Mean 3, variance 3.5, epsilon 0.001.
    assertY(
        Spec.of("layer_normalization"),
        array(shape(1, 4), 1, 2, 3, 6),
        shape(1, 4),
        -1.06889228,
        -0.53444614,
        0,
        1.60333842);
    assertY(
        Spec.of("layer_normalization").with("epsilon", 0),
        Map.of("gamma", upTo(2), "beta", full(10, 2)),
        array(shape(1, 2), 4, 8),
        shape(1, 2),
        9,
        12);
  }

  @Test
  void groupNormalization() {
    Spec spec = Spec.of("group_normalization");
    Tck.layer(spec.with("groups", 2), Tck.f32(3, 2, 4));
    Tck.layer(spec.with("groups", -1), Tck.f32(5, 3));
    Tck.layer(spec.with("groups", 3).with("axis", 1).with("scale", false), Tck.f32(6, 2));
  }

  @Test
  void groupNormalizationIsOverStepsAndTheChannelsOfAGroup() {
    // Two steps of channels in groups {1, 2, 3, 4} and {10, 20, 30, 40}.
    assertY(
        Spec.of("group_normalization").with("groups", 2),
        array(shape(1, 2, 4), 1, 2, 10, 20, 3, 4, 30, 40),
        shape(1, 2, 4),
        -1.34110445,
        -0.44703482,
        -1.34163542,
        -0.44721181,
        0.44703482,
        1.34110445,
        0.44721181,
        1.34163542);
    assertRefused(
        Spec.of("group_normalization"),
        upTo(1, 2, 4),
        "groups: expected a divisor of 4 channels, got 32");
  }

  @Test
  void rmsNormalization() {
    Spec spec = Spec.of("rms_normalization");
    Tck.layer(spec, Tck.f32(3, 5));
    Tck.layer(spec.with("axis", List.of(1, 2)), Tck.f32(2, 3));
    // Mean square 12.5, epsilon 1e-6; scale 1, 1, 1, 2.
    assertY(
        spec,
        Map.of("scale", array(shape(4), 1, 1, 1, 2)),
        array(shape(1, 4), 1, 2, 3, 6),
        shape(1, 4),
        0.28284270,
        0.56568540,
        0.84852810,
        3.39411242);
  }

  @Test
  void unitNormalization() {
    Tck.layer(Spec.of("unit_normalization"), Tck.f32(5));
    Tck.layer(Spec.of("unit_normalization").with("axis", List.of(1, 2)), Tck.f32(2, 3));
    assertY(
        Spec.of("unit_normalization"),
        array(shape(2, 2), 3, -4, 0, 0),
        shape(2, 2),
        0.6,
        -0.8,
        0,
        0);
  }
}
