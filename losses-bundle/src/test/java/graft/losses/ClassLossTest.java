package graft.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Losses of classes, margins and regions; expected values by hand from the formulas. */
class ClassLossTest {
  private static NdArray rows(int rows, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, rows, floats.length / rows);
  }

  private static float[] loss(Spec spec, NdArray prediction, NdArray target) {
    return (float[]) Probe.value(Kind.LOSS, spec, prediction, target).array();
  }

  @Test
  void allKeepTheContract() {
    Spec binary = Spec.of("binary_focal_crossentropy");
    Tck.loss(binary, Tck.f32(3), Tck.f32(3));
    Tck.loss(binary.with("from_logits", true).with("gamma", 0), Tck.f32(), Tck.f32());
    Tck.loss(binary.with("apply_class_balancing", true), Tck.f32(2, 2), Tck.f32(2, 2));
    Spec categorical = Spec.of("categorical_focal_crossentropy");
    Tck.loss(categorical, Tck.f32(4), Tck.f32(4));
    Tck.loss(
        categorical.with("from_logits", true).with("alpha", List.of(0.1, 0.2, 0.3)),
        Tck.f32(2, 3),
        Tck.f32(2, 3));
    Tck.loss(Spec.of("categorical_generalized_cross_entropy"), Tck.f32(4), Tck.i32());
    Tck.loss(Spec.of("hinge"), Tck.f32(3), Tck.f32(3));
    Tck.loss(Spec.of("categorical_hinge"), Tck.f32(3), Tck.f32(3));
    Tck.loss(Spec.of("dice"), Tck.f32(4, 3), Tck.f32(4, 3));
    Tck.loss(Spec.of("tversky").with("axis", List.of(1)), Tck.f32(4, 3), Tck.f32(4, 3));
    Tck.loss(
        Spec.of("sparse_categorical_crossentropy").with("ignore_class", 0), Tck.f32(4), Tck.i32());
  }

  @Test
  void binaryFocalCrossentropyOfKerasExample() {
    // Keras 3, BinaryFocalCrossentropy: y_true [[0, 1], [0, 0]], y_pred [[.6, .4], [.4, .6]],
    // gamma 2: [0.330, 0.206].
    float[] values =
        loss(
            Spec.of("binary_focal_crossentropy"), rows(2, 0.6, 0.4, 0.4, 0.6), rows(2, 0, 1, 0, 0));

    // .36·(−log .4) = .3298647 twice; .16·(−log .6) and .36·(−log .4), halved.
    assertArrayEquals(new float[] {0.3298647f, 0.2057984f}, values, 2e-7f);
  }

  @Test
  void binaryFocalCrossentropyBalancesTheClasses() {
    Spec spec =
        Spec.of("binary_focal_crossentropy").with("apply_class_balancing", true).with("gamma", 0);

    // ¼·(−log .5) for class 1, ¾·(−log .5) for class 0
    assertEquals(0.1732868, loss(spec, rows(1, 0.5), rows(1, 1))[0], 2e-7);
    assertEquals(0.5198604, loss(spec, rows(1, 0.5), rows(1, 0))[0], 2e-7);
  }

  @Test
  void binaryFocalCrossentropyTakesGreatLogits() {
    Spec spec = Spec.of("binary_focal_crossentropy").with("from_logits", true);

    assertEquals(100, loss(spec, rows(1, -100), rows(1, 1))[0], 1e-3);
    assertEquals(0, Probe.gradient(Kind.LOSS, spec, rows(1, 100), rows(1, 1)).get(0), 1e-12);
  }

  @Test
  void categoricalFocalCrossentropyOfKerasExample() {
    // Keras 3, categorical_focal_crossentropy: [2.63401289e-04, 6.75912094e-01] for
    // y_true [[0, 1, 0], [0, 0, 1]], y_pred [[.05, .9, .05], [.1, .85, .05]];
    // ¼·.1²·(−log .9) and ¼·.95²·(−log .05).
    assertArrayEquals(
        new float[] {2.63401289e-4f, 0.675912094f},
        loss(
            Spec.of("categorical_focal_crossentropy"),
            rows(2, 0.05, 0.9, 0.05, 0.1, 0.85, 0.05),
            rows(2, 0, 1, 0, 0, 0, 1)),
        3e-7f);
  }

  @Test
  void eachClassMayHaveItsWeight() {
    Spec spec = Spec.of("categorical_focal_crossentropy").with("gamma", 0);

    // 3·(−log .5)
    assertEquals(
        2.0794415,
        loss(spec.with("alpha", List.of(1, 3)), rows(1, 0.5, 0.5), rows(1, 0, 1))[0],
        5e-7);
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> loss(spec.with("alpha", List.of(1, 2, 3)), rows(1, 0.5, 0.5), rows(1, 0, 1)));
    assertTrue(e.getMessage().contains("one number or one for each of 2 classes"), e.getMessage());
  }

  @Test
  void categoricalGeneralizedCrossEntropy() {
    NdArray ids = new NdArray(new int[] {1}, 1);

    // (1 − √.25)/.5 = 1
    assertEquals(
        1,
        loss(Spec.of("categorical_generalized_cross_entropy"), rows(1, 0.75, 0.25), ids)[0],
        1e-6);
  }

  @Test
  void hingeTakesZeroForMinusOne() {
    NdArray p = rows(2, 0.6, 0.4, 0.4, 0.6);

    // (1.6 + .6)/2, (1.4 + 1.6)/2: Keras' Hinge gives their mean, 1.3, for both.
    assertArrayEquals(
        new float[] {1.1f, 1.5f}, loss(Spec.of("hinge"), p, rows(2, 0, 1, 0, 0)), 1e-6f);
    assertArrayEquals(
        new float[] {1.1f, 1.5f}, loss(Spec.of("hinge"), p, rows(2, -1, 1, -1, -1)), 1e-6f);
  }

  @Test
  void categoricalHinge() {
    // max(1 + max(.2, 0, .3) − .5, 0) = .8; the right one is ahead by more than 1: 0.
    assertArrayEquals(
        new float[] {0.8f, 0},
        loss(
            Spec.of("categorical_hinge"),
            rows(2, 0.2, 0.5, 0.3, 1, 3, 0),
            rows(2, 0, 1, 0, 0, 1, 0)),
        1e-6f);
  }

  @Test
  void diceAndTversky() {
    NdArray p = rows(2, 1, 0.5, 0, 0, 1, 1);
    NdArray t = rows(2, 1, 0, 1, 0, 1, 1);

    // I = 1, Σp = 1.5, Σt = 2: 1 − 2/3.5; the second fits.
    assertArrayEquals(new float[] {0.4285714f, 0}, loss(Spec.of("dice"), p, t), 1e-6f);
    // α = 1, β = 0: 1 − 1/(1 + .5)
    assertEquals(1 / 3.0, loss(Spec.of("tversky").with("alpha", 1).with("beta", 0), p, t)[0], 1e-6);
  }

  @Test
  void regionsAreOfOneExample() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> loss(Spec.of("dice").with("axis", List.of(0)), rows(1, 0.5, 0.5), rows(1, 0, 1)));

    assertTrue(e.getMessage().contains("axes other than the first"), e.getMessage());
  }

  @Test
  void lossesOfVectorsRefuseNumbers() {
    NdArray one = new NdArray(new float[] {1}, 1);

    GraftException e =
        assertThrows(GraftException.class, () -> loss(Spec.of("cosine_similarity"), one, one));

    assertTrue(e.getMessage().contains("an axis beside the batch, got (batch)"), e.getMessage());
  }

  @Test
  void sparseLossesTakeTheNumbersOfTheirClasses() {
    Shape prediction = Shape.of(4, 3);
    Shape ids = Shape.of(4);
    SparseCategoricalCrossentropy sparse = new SparseCategoricalCrossentropy();
    var config = new SparseCategoricalCrossentropy.Config(false, Optional.of(-1L));
    TargetRange range = sparse.targets(config, prediction, ids);

    assertEquals("whole numbers from 0 to 2, or -1 for what does not count", range.toString());
    assertTrue(range.allows(0) && range.allows(2) && range.allows(-1));
    assertFalse(range.allows(3) || range.allows(0.5) || range.allows(-2));
    assertFalse(range.allows(Double.NaN));
  }

  @Test
  void probabilitiesAreFromZeroToOne() {
    Shape shape = Shape.of(4, 3);
    TargetRange binary =
        new BinaryCrossentropy().targets(new BinaryCrossentropy.Config(false, 0), shape, shape);
    TargetRange classes =
        new CategoricalCrossentropy()
            .targets(new CategoricalCrossentropy.Config(true, 0), shape, shape);

    for (TargetRange range : List.of(binary, classes)) {
      assertTrue(range.allows(0) && range.allows(0.3) && range.allows(1));
      // What rounding makes of a mixture of two targets; a thousandth is none.
      assertTrue(range.allows(Math.nextUp(1f)) && !range.allows(1.001));
      assertFalse(range.allows(2) || range.allows(-1) || range.allows(Double.NaN));
    }
  }

  @Test
  void oneOutputCannotTellClassesApart() {
    Shape shape = Shape.of(4, 1);
    var config = new CategoricalCrossentropy.Config(false, 0);
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> new CategoricalCrossentropy().targets(config, shape, shape));

    assertEquals(
        "a prediction for each of 2 classes or more expected, got (4, 1); hint: for one answer of"
            + " yes and no use binary_crossentropy",
        e.getMessage());
  }

  @Test
  void halfAClassIsAnError() {
    NdArray ids = new NdArray(new float[] {0.5f}, 1);

    assertThrows(
        DataException.class,
        () -> loss(Spec.of("sparse_categorical_crossentropy"), rows(1, 0.5, 0.5), ids));
  }
}
