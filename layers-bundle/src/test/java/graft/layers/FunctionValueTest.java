package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known values of activations, initializers, regularizers and constraints. */
class FunctionValueTest {
  private static NdArray vector(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, 1, floats.length);
  }

  private static double at(String type, double x) {
    return Probe.value(Kind.ACTIVATION, Spec.of(type), vector(x)).get(0);
  }

  private static double slope(String type, double x) {
    return Probe.gradient(Kind.ACTIVATION, Spec.of(type), vector(x)).get(0);
  }

  /**
   * Values of the formulas in double precision, by mpmath: Φ(1) = 0.8413447, e⁻¹ = 0.3678794, log 2
   * = 0.6931472, tanh(log(1 + e)) = 0.8650984; selu's constants from its paper.
   */
  @ParameterizedTest
  @CsvSource({
    "linear, -1.5, -1.5",
    "relu, -1, 0",
    "relu, 2, 2",
    "relu6, 7, 6",
    "sigmoid, 1, 0.73105858",
    "tanh, 1, 0.76159416",
    "gelu, 1, 0.84134475",
    "silu, 1, 0.73105858",
    "elu, -1, -0.63212056",
    "selu, -1, -1.11133074",
    "selu, 1, 1.05070099",
    "softplus, 0, 0.69314718",
    "softplus, 1000, 1000",
    "log_sigmoid, 0, -0.69314718",
    "log_sigmoid, -1000, -1000",
    "mish, 1, 0.86509839",
    "leaky_relu, -1, -0.2",
    "exponential, 1, 2.71828183",
    "hard_sigmoid, 1, 0.66666667",
    "hard_sigmoid, -4, 0",
    "softsign, -3, -0.75"
  })
  void activationsHaveKnownValues(String type, double x, double y) {
    assertEquals(y, at(type, x), 2e-7 * Math.max(1, Math.abs(y)));
  }

  @Test
  void softmaxSumsToOne() {
    // e/(e + e² + e³) and so on.
    assertArrayEquals(
        new float[] {0.09003057f, 0.24472847f, 0.66524096f},
        (float[]) Probe.value(Kind.ACTIVATION, Spec.of("softmax"), vector(1, 2, 3)).array(),
        1e-7f);
  }

  @Test
  void logSoftmaxIsStable() {
    assertArrayEquals(
        new float[] {0, -1000},
        (float[]) Probe.value(Kind.ACTIVATION, Spec.of("log_softmax"), vector(2000, 1000)).array());
  }

  @Test
  void approximateGeluIsByTanh() {
    Spec spec = Spec.of("gelu").with("approximate", true);

    // x/2·(1 + tanh(√(2/π)·1.044715)) in double precision.
    assertEquals(0.84119199, Probe.value(Kind.ACTIVATION, spec, vector(1)).get(0), 2e-7);
  }

  @Test
  void reluTakesItsParametersFromKeras() {
    Spec spec =
        Spec.of("relu").with("negative_slope", 0.5).with("max_value", 3).with("threshold", 1);

    // 0.5·(−1 − 1), 0.5·(1 − 1), 2, 3
    assertArrayEquals(
        new float[] {-1, 0, 2, 3},
        (float[]) Probe.value(Kind.ACTIVATION, spec, vector(-1, 1, 2, 5)).array());
  }

  @Test
  void reluPassesNanOnAndIsFlatAtZero() {
    assertTrue(Double.isNaN(at("relu", Double.NaN)));
    assertEquals(0, slope("relu", 0));
    assertEquals(1, slope("relu", 1e-30));
  }

  @Test
  void smoothFunctionsHaveTheRightSlopeAtZero() {
    assertEquals(0.5, slope("softplus", 0));
    assertEquals(0.5, slope("log_sigmoid", 0));
    assertEquals(1, slope("elu", 0));
    assertEquals(1, slope("softsign", 0));
  }

  @Test
  void largeInputsGiveNoNanSlopes() {
    for (String type : List.of("softplus", "elu", "selu", "mish", "gelu", "silu", "log_sigmoid")) {
      assertEquals(slope(type, 200), slope(type, 300), type);
    }
  }

  // ---- initializers

  private record Moments(double mean, double deviation, double greatest) {}

  private static Moments moments(Spec spec, int... shape) {
    NdArray values = Probe.initial(spec, shape);
    double sum = 0;
    double squares = 0;
    double greatest = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += values.get(i);
      squares += values.get(i) * values.get(i);
      greatest = Math.max(greatest, Math.abs(values.get(i)));
    }
    double mean = sum / values.size();
    return new Moments(mean, Math.sqrt(squares / values.size() - mean * mean), greatest);
  }

  /**
   * Deviations of 20,000 numbers are within 3 % by far; fans of a (5, 5, 4, 200) kernel 100, 5000.
   */
  @ParameterizedTest
  @CsvSource({
    "glorot_uniform, 0.019803, 0.034300",
    "glorot_normal, 0.019803, 0.045027",
    "he_uniform, 0.141421, 0.244949",
    "he_normal, 0.141421, 0.321556",
    "random_uniform, 0.028868, 0.05",
    "random_normal, 0.05, 1",
    "truncated_normal, 0.043981, 0.1"
  })
  void initializersHaveTheirDeviation(String type, double deviation, double limit) {
    Moments m = moments(Spec.of(type), 5, 5, 4, 200);

    assertEquals(0, m.mean(), 5 * deviation / Math.sqrt(20_000));
    assertEquals(deviation, m.deviation(), 0.03 * deviation);
    assertTrue(m.greatest() <= limit * 1.0001, "greatest " + m.greatest());
  }

  @Test
  void truncatedNormalHasTheNormalsShapeInside() {
    NdArray values = Probe.initial(Spec.of("truncated_normal").with("stddev", 1), 20_000);
    int inside = 0;
    for (int i = 0; i < values.size(); i++) {
      inside += Math.abs(values.get(i)) < 1 ? 1 : 0;
    }

    // erf(1/√2)/erf(√2) = 0.6826895/0.9544997 = 0.7152328; five standard deviations.
    assertEquals(0.71523, inside / 20_000.0, 0.016);
  }

  @Test
  void constantsAreConstant() {
    assertArrayEquals(new float[] {0, 0}, (float[]) Probe.initial(Spec.of("zeros"), 2).array());
    assertArrayEquals(new float[] {1, 1}, (float[]) Probe.initial(Spec.of("ones"), 2).array());
    assertEquals(2.5, Probe.initial(Spec.of("constant").with("value", 2.5), 1).get(0));
  }

  // ---- regularizers, constraints

  @Test
  void regularizersAreAsKeras() {
    NdArray w = vector(1, -2, 3);

    // 0.01·(1 + 4 + 9) and 0.01·(1 + 2 + 3)
    assertEquals(0.14, Probe.value(Kind.REGULARIZER, Spec.of("l2"), w).get(0), 1e-7);
    assertEquals(0.06, Probe.value(Kind.REGULARIZER, Spec.of("l1"), w).get(0), 1e-7);
  }

  @Test
  void maxNormShortensLongColumnsOnly() {
    NdArray w = new NdArray(new float[] {3, 0.3f, 4, 0.4f}, 2, 2);

    // Columns of length 5 and 0.5, greatest allowed 2: (3, 4)·2/5.
    assertArrayEquals(
        new float[] {1.2f, 0.3f, 1.6f, 0.4f},
        (float[]) Probe.value(Kind.CONSTRAINT, Spec.of("max_norm"), w).array(),
        1e-6f);
  }

  @Test
  void nonNegCutsAtZero() {
    assertArrayEquals(
        new float[] {0, 2},
        (float[]) Probe.value(Kind.CONSTRAINT, Spec.of("non_neg"), vector(-1, 2)).array());
  }
}
