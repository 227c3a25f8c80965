package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.NdArray;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merging layers, masking and noise; values computed by hand. */
class MergingLayersTest {
  private static NdArray array(float[] values, int... shape) {
    return new NdArray(values, shape);
  }

  private static float[] y(Spec spec, NdArray... xs) {
    return (float[]) Probe.layer(spec, false, Map.of(), xs).get("y").array();
  }

  private static float[] noisy(Spec spec, NdArray x) {
    return (float[]) Probe.layer(spec, true, Map.of(), x).get("y").array();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"add", "multiply", "average", "maximum", "minimum", "subtract", "concatenate"})
  void keepTheContractAndMasks(String type) {
    Tck.maskedLayer(Spec.of(type), Tck.f32(3, 2), Tck.f32(3, 2));
  }

  @Test
  void broadcastAndThreeInputsKeepTheContract() {
    Tck.layer(Spec.of("add"), Tck.f32(3, 2), Tck.f32(1, 2), Tck.f32(3, 1));
    Tck.maskedLayer(Spec.of("concatenate").with("axis", 1), Tck.f32(3, 2), Tck.f32(2, 2));
  }

  @Test
  void dotKeepsTheContract() {
    Tck.layer(Spec.of("dot").with("axes", 1), Tck.f32(4), Tck.f32(4));
    Spec cosine = Spec.of("dot").with("axes", List.of(2L, 1L)).with("normalize", true);
    Tck.layer(cosine, Tck.f32(3, 4), Tck.f32(4, 2));
  }

  @Test
  void maskingKeepsTheContract() {
    Tck.layer(Spec.of("masking"), Tck.f32(3, 2));
  }

  @Test
  void noiseKeepsTheContract() {
    Tck.layer(Spec.of("spatial_dropout1d").with("rate", 0.3), Tck.f32(3, 4));
    Tck.layer(Spec.of("spatial_dropout2d").with("rate", 0.3), Tck.f32(2, 2, 4));
    Tck.layer(Spec.of("gaussian_noise").with("stddev", 0.3), Tck.f32(9));
    Tck.layer(Spec.of("gaussian_dropout").with("rate", 0.3), Tck.f32(9));
    Tck.layer(Spec.of("alpha_dropout").with("rate", 0.3), Tck.f32(9));
  }

  @ParameterizedTest
  @CsvSource({"add, 9, -3", "multiply, 8, 0", "average, 3, -1", "maximum, 4, 0", "minimum, 1, -3"})
  void mergesThreeInputs(String type, float first, float second) {
    NdArray a = array(new float[] {1, 0}, 1, 2);
    NdArray b = array(new float[] {4, -3}, 1, 2);
    NdArray c = array(new float[] {type.equals("multiply") ? 2 : 4, 0}, 1, 2);

    assertArrayEquals(new float[] {first, second}, y(Spec.of(type), a, b, c), 0);
  }

  @Test
  void subtractTakesTheSecondFromTheFirst() {
    NdArray a = array(new float[] {1, 5}, 1, 2);

    assertArrayEquals(
        new float[] {-2, 3}, y(Spec.of("subtract"), a, array(new float[] {3, 2}, 1, 2)));
  }

  @Test
  void concatenatePutsOneBehindTheOther() {
    NdArray a = array(new float[] {1, 2}, 1, 2, 1);
    NdArray b = array(new float[] {3, 4}, 1, 2, 1);
    Spec spec = Spec.of("concatenate");

    assertArrayEquals(new float[] {1, 3, 2, 4}, y(spec, a, b));
    assertArrayEquals(new float[] {1, 2, 3, 4}, y(spec.with("axis", 1), a, b));
  }

  @Test
  void dotSumsProducts() {
    NdArray a = array(new float[] {3, 4}, 1, 2);
    NdArray b = array(new float[] {1, 2}, 1, 2);
    Spec dot = Spec.of("dot").with("axes", 1);

    assertArrayEquals(new float[] {11}, y(dot, a, b));
    // 11/(5·√5)
    assertArrayEquals(new float[] {0.983870f}, y(dot.with("normalize", true), a, b), 1e-6f);
  }

  @Test
  void dotOfMatricesIsAProductOfEachExample() {
    NdArray a = array(new float[] {1, 2, 3, 4}, 1, 2, 2);
    NdArray b = array(new float[] {5, 6, 7, 8}, 1, 2, 2);

    // Axes (2, 1): the matrix product.
    assertArrayEquals(
        new float[] {19, 22, 43, 50}, y(Spec.of("dot").with("axes", List.of(2L, 1L)), a, b));
  }

  @Test
  void oneInputIsNothingToMerge() {
    NdArray a = array(new float[] {1, 2}, 1, 2);

    ShapeException e = assertThrows(ShapeException.class, () -> y(Spec.of("add"), a));

    assertEquals(
        "layer 'layer' (add): it merges two inputs or more, got 1; hint: in a model of type"
            + " 'graph', name them: \"inputs\": [\"a\", \"b\"]",
        e.getMessage());
  }

  @Test
  void shapesThatDoNotFitAreRefusedByName() {
    NdArray a = array(new float[] {1, 2}, 1, 2);
    NdArray b = array(new float[] {1, 2, 3}, 1, 3);

    ShapeException e = assertThrows(ShapeException.class, () -> y(Spec.of("add"), a, b));

    assertTrue(e.getMessage().startsWith("layer 'layer' (add): shapes (batch, 2) and (batch, 3)"));
  }

  @Test
  void maskingMasksStepsThatAreAllPadding() {
    NdArray x = array(new float[] {-1, -1, -1, 2}, 1, 2, 2);

    Map<String, NdArray> results =
        Probe.layer(Spec.of("masking").with("mask_value", -1), false, Map.of(), x);

    assertArrayEquals(new float[] {0, 0, -1, 2}, (float[]) results.get("y").array());
    assertEquals(0, results.get("mask0").get(0));
    assertEquals(1, results.get("mask0").get(1));
  }

  @Test
  void spatialDropoutDropsWholeChannels() {
    float[] ones = new float[3 * 200];
    Arrays.fill(ones, 1);

    float[] y = noisy(Spec.of("spatial_dropout1d").with("rate", 0.5), array(ones, 1, 3, 200));

    int dropped = 0;
    for (int i = 0; i < 200; i++) {
      assertTrue(y[i] == 0 || y[i] == 2, "neither 0 nor 1/0.5: " + y[i]);
      assertEquals(y[i], y[200 + i]);
      assertEquals(y[i], y[400 + i]);
      dropped += y[i] == 0 ? 1 : 0;
    }
    // Binomial: standard deviation √(200·0.25) = 7.1; five of them.
    assertEquals(100, dropped, 35);
  }

  @ParameterizedTest
  @CsvSource({"gaussian_noise, stddev, 0, 0.25", "gaussian_dropout, rate, 1, 0.33333"})
  void gaussianNoiseHasItsVariance(String type, String field, float mean, double variance) {
    float[] values = new float[20_000];
    Arrays.fill(values, mean);

    float[] y = noisy(Spec.of(type).with(field, mean == 0 ? 0.5 : 0.25), array(values, 1, 20_000));

    // stddev² and rate/(1 − rate). Standard errors: √(v/n) ≤ 0.004 and v·√(2/n) ≤ 0.0034.
    double sum = 0;
    double squares = 0;
    for (float v : y) {
      sum += v;
      squares += (v - mean) * (v - mean);
    }
    assertEquals(mean, sum / y.length, 0.02);
    assertEquals(variance, squares / y.length, 0.017);
  }

  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? 1 : -1; // mean 0, variance 1
    }

    float[] y = noisy(Spec.of("alpha_dropout").with("rate", 0.2), array(values, 1, 20_000));

    double sum = 0;
    double squares = 0;
    for (float v : y) {
      sum += v;
      squares += v * v;
    }
    // Standard errors 1/√n = 0.007 and, with values up to 2, at most 0.02; five of them.
    assertEquals(0, sum / y.length, 0.035);
    assertEquals(1, squares / y.length, 0.1);
  }
}
