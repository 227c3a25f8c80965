package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.tck.Probe;
import graft.tck.Tck;
import graft.tck.Trait;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract and known values of the rarer activations, initializers, regularizers, constraints. */
class MoreFunctionsTest {
  private static final TensorType MATRIX = new TensorType(DType.F32, Shape.of(4, 3));
  private static final TensorType KERNEL = new TensorType(DType.F32, Shape.of(3, 3, 2, 4));

  private static NdArray row(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, 1, floats.length);
  }

  private static float[] value(Kind kind, Spec spec, NdArray x) {
    return (float[]) Probe.value(kind, spec, x).array();
  }

  private static String refusal(Kind kind, Spec spec, NdArray x) {
    return assertThrows(GraftException.class, () -> Probe.value(kind, spec, x)).getMessage();
  }

  // ---- activations

  private static Spec threshold() {
    return Spec.of("threshold").with("threshold", 0.5).with("default_value", -7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "celu",
        "hard_shrink",
        "hard_silu",
        "hard_tanh",
        "soft_shrink",
        "sparse_plus",
        "sparse_sigmoid",
        "sparsemax",
        "squareplus",
        "tanh_shrink"
      })
  void activationsKeepTheContract(String type) {
    Tck.activation(Spec.of(type), Tck.f32(3, 5));
  }

  @Test
  void activationsWithParametersKeepTheContract() {
    Tck.activation(Spec.of("celu").with("alpha", 2), Tck.f32(9));
    Tck.activation(threshold(), Tck.f32(9));
    Tck.activation(Spec.of("sparsemax").with("axis", 1), Tck.f32(3, 5));
    Tck.activation(Spec.of("glu"), EnumSet.of(Trait.RESHAPING), Tck.f32(3, 4));
    Tck.activation(Spec.of("glu").with("axis", 1), EnumSet.of(Trait.RESHAPING), Tck.f32(4, 3));
  }

  /**
   * By hand from the formulas: e⁻¹ − 1 = −0.6321206, √5 = 2.2360680, tanh 1 = 0.7615942, 3 − tanh 3
   * = 2.0049453.
   */
  @ParameterizedTest
  @CsvSource({
    "celu, -1, -0.63212056",
    "celu, 2, 2",
    "hard_shrink, 0.5, 0",
    "hard_shrink, -0.6, -0.6",
    "hard_silu, 1, 0.66666667",
    "hard_silu, -4, 0",
    "hard_silu, 4, 4",
    "hard_tanh, -3, -1",
    "hard_tanh, 0.25, 0.25",
    "soft_shrink, 2, 1.5",
    "soft_shrink, -2, -1.5",
    "soft_shrink, 0.25, 0",
    "sparse_plus, -1, 0",
    "sparse_plus, 0, 0.25",
    "sparse_plus, 3, 3",
    "sparse_sigmoid, 0.5, 0.75",
    "sparse_sigmoid, -2, 0",
    "sparse_sigmoid, 2, 1",
    "squareplus, 1, 1.6180340",
    "squareplus, -1, 0.61803399",
    "squareplus, -10000, 0.0001",
    "tanh_shrink, 1, 0.23840584",
    "tanh_shrink, -3, -2.0049453"
  })
  void activationsHaveKnownValues(String type, double x, double y) {
    float actual = value(Kind.ACTIVATION, Spec.of(type), row(x))[0];

    assertEquals(y, actual, 2e-7 * Math.max(Math.abs(y), 1e-4) + 1e-7 * Math.abs(x) * 1e-3 + 1e-7);
  }

  @Test
  void celuScalesItsExponent() {
    // 2·(e^−½ − 1)
    assertEquals(
        -0.7869387, value(Kind.ACTIVATION, Spec.of("celu").with("alpha", 2), row(-1))[0], 2e-7);
  }

  @Test
  void gluGatesOneHalfByTheOther() {
    // (1, 2)·sigmoid((0, log 3)) = (½, 1.5)
    assertArrayEquals(
        new float[] {0.5f, 1.5f},
        value(Kind.ACTIVATION, Spec.of("glu"), row(1, 2, 0, Math.log(3))),
        1e-6f);
    assertTrue(
        refusal(Kind.ACTIVATION, Spec.of("glu"), row(1, 2, 3))
            .contains("glu halves axis -1, which must be even, got (batch, 3)"));
  }

  @Test
  void sparsemaxIsTheNearestPointOfTheSimplex() {
    // τ = (1 + .8 − 1)/2 = .4 for the two greatest; .1 < .4.
    assertArrayEquals(
        new float[] {0.6f, 0.4f, 0},
        value(Kind.ACTIVATION, Spec.of("sparsemax"), row(1, 0.8, 0.1)),
        1e-6f);
    assertArrayEquals(
        new float[] {1, 0, 0},
        value(Kind.ACTIVATION, Spec.of("sparsemax"), row(1000, 998, -5)),
        1e-6f);
  }

  @Test
  void thresholdPutsAValueBelow() {
    assertArrayEquals(
        new float[] {-7, -7, 0.75f}, value(Kind.ACTIVATION, threshold(), row(-1, 0.5, 0.75)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"celu", "sparse_plus", "squareplus", "hard_silu"})
  void greatInputsGiveNoNan(String type) {
    for (double x : new double[] {-1e4, 1e4}) {
      double slope = Probe.gradient(Kind.ACTIVATION, Spec.of(type), row(x)).get(0);
      assertEquals(x > 0 ? 1 : 0, slope, 1e-6, type + " at " + x);
    }
  }

  // ---- initializers

  @Test
  void initializersKeepTheContract() {
    for (String type : List.of("lecun_normal", "lecun_uniform", "variance_scaling")) {
      Tck.initializer(Spec.of(type), MATRIX);
      Tck.initializer(Spec.of(type), KERNEL);
    }
    Tck.initializer(Spec.of("identity").with("gain", 2), MATRIX);
  }

  private static void assertDeviation(Spec spec, double expected, double limit) {
    // A (5, 5, 4, 200) kernel: 20,000 numbers, fan in 100, fan out 5000.
    NdArray w = Probe.initial(spec, 5, 5, 4, 200);
    double squares = 0;
    double greatest = 0;
    for (int i = 0; i < w.size(); i++) {
      squares += w.get(i) * w.get(i);
      greatest = Math.max(greatest, Math.abs(w.get(i)));
    }
    assertEquals(expected, Math.sqrt(squares / w.size()), 0.03 * expected, spec.toString());
    assertTrue(greatest <= limit * 1.0001, spec + ": greatest " + greatest);
  }

  @Test
  void variancesFollowTheFans() {
    Spec scaling = Spec.of("variance_scaling");

    // √(1/100); cut at 2/0.8796; √3 times it for uniform numbers.
    assertDeviation(Spec.of("lecun_normal"), 0.1, 0.227369);
    assertDeviation(Spec.of("lecun_uniform"), 0.1, 0.173205);
    assertDeviation(scaling, 0.1, 0.227369);
    // √(2/5000), √(2/2550)
    assertDeviation(
        scaling.with("scale", 2).with("mode", "fan_out").with("distribution", "uniform"),
        0.02,
        0.034641);
    assertDeviation(
        scaling.with("scale", 2).with("mode", "fan_avg").with("distribution", "untruncated_normal"),
        0.028006,
        1);
  }

  @Test
  void identityNeedNotBeSquare() {
    assertArrayEquals(
        new float[] {1, 0, 0, 0, 1, 0}, (float[]) Probe.initial(Spec.of("identity"), 2, 3).array());
    GraftException e =
        assertThrows(GraftException.class, () -> Probe.initial(Spec.of("identity"), 2, 3, 4));
    assertTrue(e.getMessage().contains("two axes, got (2, 3, 4)"), e.getMessage());
  }

  // ---- regularizers, constraints

  @Test
  void penaltiesAndProjectionsKeepTheContract() {
    Tck.regularizer(Spec.of("l1_l2").with("l1", 0.1).with("l2", 0.2), MATRIX);
    Tck.regularizer(Spec.of("orthogonal"), MATRIX);
    Tck.regularizer(Spec.of("orthogonal").with("mode", "columns"), MATRIX);
    Tck.constraint(Spec.of("min_max_norm").with("min_value", 0.5), MATRIX);
    Tck.constraint(Spec.of("min_max_norm").with("axis", List.of(0, 1, 2)), KERNEL);
    Tck.constraint(Spec.of("unit_norm"), MATRIX);
  }

  @Test
  void l1L2AddsBoth() {
    // .1·6 + .01·14; nothing by default.
    Spec spec = Spec.of("l1_l2");

    assertEquals(
        0.74,
        value(Kind.REGULARIZER, spec.with("l1", 0.1).with("l2", 0.01), row(1, -2, 3))[0],
        1e-6);
    assertEquals(0, value(Kind.REGULARIZER, spec, row(1, -2, 3))[0]);
  }

  @Test
  void orthogonalRegularizerAddsTheCosines() {
    NdArray w = new NdArray(new float[] {2, 0, 3, 3}, 2, 2);
    Spec spec = Spec.of("orthogonal").with("factor", 1);

    // cos 45° twice over 2 pairs; columns (2, 3) and (0, 3): 9/(3·√13).
    assertEquals(0.7071068, value(Kind.REGULARIZER, spec, w)[0], 1e-6);
    assertEquals(0.8320503, value(Kind.REGULARIZER, spec.with("mode", "columns"), w)[0], 1e-6);
    assertEquals(0, value(Kind.REGULARIZER, spec, row(3, 4))[0]);
  }

  @Test
  void minMaxNormGoesPartOfTheWay() {
    NdArray w = new NdArray(new float[] {3, 0.3f, 4, 0.4f}, 2, 2);
    Spec spec = Spec.of("min_max_norm").with("min_value", 1).with("max_value", 2);

    // Columns of length 5 and .5 → 2 and 1; half way 3.5 and .75.
    assertArrayEquals(new float[] {1.2f, 0.6f, 1.6f, 0.8f}, value(Kind.CONSTRAINT, spec, w), 1e-6f);
    assertArrayEquals(
        new float[] {2.1f, 0.45f, 2.8f, 0.6f},
        value(Kind.CONSTRAINT, spec.with("rate", 0.5), w),
        1e-6f);
    assertTrue(
        assertThrows(
                ConfigException.class, () -> value(Kind.CONSTRAINT, spec.with("min_value", 3), w))
            .getMessage()
            .contains("min_value: expected at most max_value (2.0), got 3.0"));
  }

  @Test
  void unitNormMakesColumnsOfLengthOne() {
    assertArrayEquals(
        new float[] {0.6f, 0.6f, 0.8f, 0.8f},
        value(
            Kind.CONSTRAINT,
            Spec.of("unit_norm"),
            new NdArray(new float[] {3, 0.3f, 4, 0.4f}, 2, 2)),
        1e-6f);
  }
}
