package graft.layers;

import static graft.layers.LayerValues.array;
import static graft.layers.LayerValues.assertRefused;
import static graft.layers.LayerValues.assertY;
import static graft.layers.LayerValues.shape;
import static graft.layers.LayerValues.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.DType;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.api.run.Lab;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that move elements, and the smallest of those that compute; values by hand. */
class ShapeLayersTest {
  @Test
  void zeroPadding2d() {
    Spec spec = Spec.of("zero_padding2d");
    Tck.layer(spec, Tck.f32(3, 2, 2));
    Tck.layer(spec.with("padding", List.of(List.of(1, 0), List.of(2, 3))), Tck.f32(2, 3, 1));
    // One row above and below, two columns left and right.
    assertY(
        spec.with("padding", List.of(1, 2)),
        upTo(1, 1, 1, 1),
        shape(1, 3, 5, 1),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
    assertY(
        spec.with("padding", List.of(List.of(0, 1), List.of(2, 0))),
        upTo(1, 1, 1, 1),
        shape(1, 2, 3, 1),
        0,
        0,
        1,
        0,
        0,
        0);
    assertRefused(
        spec.with("padding", List.of(1, 2, 3)),
        upTo(1, 1, 1, 1),
        "padding: expected a number, [rows, columns] or [[top, bottom], [left, right]], got");
  }

  @Test
  void zeroPadding1d() {
    Tck.layer(Spec.of("zero_padding1d").with("padding", List.of(0, 2)), Tck.f32(3, 2));
    assertY(Spec.of("zero_padding1d"), upTo(1, 2, 1), shape(1, 4, 1), 0, 1, 2, 0);
    assertRefused(
        Spec.of("zero_padding1d").with("padding", List.of(1, 2, 3)),
        upTo(1, 2, 1),
        "padding: expected a number or [before, after], got [1, 2, 3]");
  }

  @Test
  void cropping2d() {
    Spec spec = Spec.of("cropping2d");
    Tck.layer(spec.with("cropping", List.of(List.of(1, 0), List.of(2, 1))), Tck.f32(3, 5, 2));
    Tck.layer(spec, Tck.f32(2, 2, 2));
    // The middle of 1 … 9.
    assertY(spec.with("cropping", 1), upTo(1, 3, 3, 1), shape(1, 1, 1, 1), 5);
    assertRefused(
        spec.with("cropping", 2),
        upTo(1, 3, 5, 1),
        "cropping 2 and 2 leaves nothing of axis 1 of (batch, 3, 5, 1)");
  }

  @Test
  void cropping1d() {
    Tck.layer(Spec.of("cropping1d"), Tck.f32(4, 2));
    assertY(
        Spec.of("cropping1d").with("cropping", List.of(0, 2)), upTo(1, 4, 1), shape(1, 2, 1), 1, 2);
  }

  @Test
  void upSampling2d() {
    Spec spec = Spec.of("up_sampling2d");
    Tck.layer(spec, Tck.f32(2, 3, 2));
    Tck.layer(spec.with("size", List.of(3, 2)).with("interpolation", "bilinear"), Tck.f32(3, 2, 2));
    assertY(
        spec.with("size", List.of(2, 3)),
        upTo(1, 1, 2, 1),
        shape(1, 2, 6, 1),
        1,
        1,
        1,
        2,
        2,
        2,
        1,
        1,
        1,
        2,
        2,
        2);
  }

  @Test
  void bilinearIsBetweenTheCentresOfPixels() {
    Spec spec = Spec.of("up_sampling2d").with("interpolation", "bilinear");

    // Places −¼, ¼, ¾, 1¼, 1¾, 2¼, cut at the ends.
    assertY(
        spec.with("size", List.of(1, 2)),
        array(shape(1, 1, 3, 1), 1, 2, 4),
        shape(1, 1, 6, 1),
        1,
        1.25,
        1.75,
        2.5,
        3.5,
        4);
    // Places −⅓, 0, ⅓, ⅔, 1, 1⅓.
    assertY(
        spec.with("size", List.of(3, 1)),
        array(shape(1, 2, 1, 1), 1, 4),
        shape(1, 6, 1, 1),
        1,
        1,
        2,
        3,
        4,
        4);
  }

  @Test
  void upSampling1d() {
    Tck.layer(Spec.of("up_sampling1d").with("size", 3), Tck.f32(3, 2));
    assertY(Spec.of("up_sampling1d"), upTo(1, 2, 1), shape(1, 4, 1), 1, 1, 2, 2);
  }

  @Test
  void reshape() {
    Spec spec = Spec.of("reshape");
    Tck.layer(spec.with("target_shape", List.of(2, -1, 2)), Tck.f32(4, 3));
    Tck.layer(spec.with("target_shape", List.of()), Tck.f32(1, 1));
    assertY(
        spec.with("target_shape", List.of(-1, 2)), upTo(1, 6), shape(1, 3, 2), 1, 2, 3, 4, 5, 6);
    assertRefused(
        spec.with("target_shape", List.of(-1, -1)),
        upTo(1, 6),
        "target_shape: expected sizes above 0 with at most one -1, got [-1, -1]");
    assertRefused(
        spec.with("target_shape", List.of(4)),
        upTo(1, 6),
        "cannot turn (batch, 6) into (batch, 4)");
  }

  @Test
  void anOpenSizeIsReshapedToo() {
    TensorType open =
        new TensorType(DType.F32, Shape.of(Dim.open("batch"), Dim.open("time"), Dim.of(4)));
    Tck.layer(Spec.of("reshape").with("target_shape", List.of(-1, 2)), open);
  }

  @Test
  void permute() {
    Tck.layer(Spec.of("permute").with("dims", List.of(3, 1, 2)), Tck.f32(2, 3, 4));
    // Rows (1, 2, 3), (4, 5, 6) as columns.
    assertY(
        Spec.of("permute").with("dims", List.of(2, 1)),
        upTo(1, 2, 3),
        shape(1, 3, 2),
        1,
        4,
        2,
        5,
        3,
        6);
    assertRefused(
        Spec.of("permute").with("dims", List.of(1, 1)),
        upTo(1, 2, 3),
        "dims: expected each of [1, 2] once for (batch, 2, 3), got [1, 1]");
  }

  @Test
  void repeatVector() {
    Tck.layer(Spec.of("repeat_vector").with("n", 3), Tck.f32(4));
    assertY(Spec.of("repeat_vector").with("n", 2), upTo(1, 2), shape(1, 2, 2), 1, 2, 1, 2);
    assertRefused(
        Spec.of("repeat_vector").with("n", 2),
        upTo(1, 2, 1),
        "needs vectors (batch, features), got (batch, 2, 1)");
  }

  @Test
  void identity() {
    Tck.layer(Spec.of("identity"), Tck.f32(3));
    assertY(Spec.of("identity"), upTo(1, 2), shape(1, 2), 1, 2);
  }

  @Test
  void rescaling() {
    Spec spec = Spec.of("rescaling").with("scale", 0.5).with("offset", -1);
    Tck.layer(spec, Tck.f32(3));
    Tck.layer(spec, Tck.i32(3));
    assertY(spec, upTo(1, 3), shape(1, 3), -0.5, 0, 0.5);
  }

  @Test
  void activityRegularization() {
    Spec spec = Spec.of("activity_regularization").with("l1", 0.5).with("l2", 0.25);
    Tck.layer(spec, Tck.f32(3));

    TensorType type = new TensorType(DType.F32, Shape.of(Dim.open("batch"), 2));
    Lab.Traced traced = Tck.lab().layer(spec, List.of(type), true, DType.F32, 1);
    NdArray x = array(shape(2, 2), 1, -2, 3, 0);
    List<NdArray> results =
        Tck.lab().run(Tck.lab().lower(traced.graph()), Map.of("x0", x), Tck.lab().reference(true));

    // (0.5·(1 + 2 + 3) + 0.25·(1 + 4 + 9))/2 examples
    assertEquals(3.25, results.get(1).get(0), 1e-6);
  }
}
