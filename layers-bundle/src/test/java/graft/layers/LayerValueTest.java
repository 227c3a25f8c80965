package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.tck.Probe;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Known values of layers; computed by hand from the formulas unless a source is named. */
class LayerValueTest {
  private static NdArray array(float[] values, int... shape) {
    return new NdArray(values, shape);
  }

  private static float[] y(Spec spec, Map<String, NdArray> given, NdArray x) {
    return (float[]) Probe.layer(spec, false, given, x).get("y").array();
  }

  /** The numbers 1 to n. */
  private static float[] upTo(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i + 1;
    }
    return values;
  }

  @Test
  void denseMultipliesAndAdds() {
    NdArray kernel = array(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    NdArray bias = array(new float[] {0.5f, -0.5f, -20}, 3);
    Spec dense = Spec.of("dense").with("units", 3).with("activation", "relu");

    // (1·1 + 2·4 + 0.5, 1·2 + 2·5 − 0.5, relu(1·3 + 2·6 − 20))
    assertArrayEquals(
        new float[] {9.5f, 11.5f, 0},
        y(dense, Map.of("kernel", kernel, "bias", bias), array(new float[] {1, 2}, 1, 2)));
  }

  @Test
  void conv2dIsACrossCorrelation() {
    NdArray kernel = array(new float[] {1, 0, 0, -1}, 2, 2, 1, 1);
    NdArray bias = array(new float[] {1}, 1);
    Spec conv = Spec.of("conv2d").with("filters", 1).with("kernel_size", 2);

    // x[i][j] − x[i+1][j+1] + 1 = −4 + 1
    assertArrayEquals(
        new float[] {-3, -3, -3, -3},
        y(conv, Map.of("kernel", kernel, "bias", bias), array(upTo(9), 1, 3, 3, 1)));
  }

  @Test
  void samePaddingOfAnEvenKernelIsAfter() {
    NdArray kernel = array(new float[] {1, 0, 0, -1}, 2, 2, 1, 1);
    Spec conv = Spec.of("conv2d").with("filters", 1).with("kernel_size", 2).with("padding", "same");

    assertArrayEquals(
        new float[] {-4, -4, 3, -4, -4, 6, 7, 8, 9},
        y(conv, Map.of("kernel", kernel), array(upTo(9), 1, 3, 3, 1)));
  }

  @Test
  void conv2dRefusesWhatIsNoImage() {
    Spec conv = Spec.of("conv2d").with("filters", 1).with("kernel_size", 2);

    ShapeException e =
        assertThrows(ShapeException.class, () -> y(conv, Map.of(), array(upTo(9), 3, 3)));

    assertTrue(
        e.getMessage().contains("needs images (batch, height, width, channels), got (batch, 3)"),
        e.getMessage());
  }

  @Test
  void maxPooling2dTakesTheGreatest() {
    assertArrayEquals(
        new float[] {6, 8, 14, 16},
        y(Spec.of("max_pooling2d"), Map.of(), array(upTo(16), 1, 4, 4, 1)));
  }

  @Test
  void flattenKeepsTheOrder() {
    NdArray y = Probe.layer(Spec.of("flatten"), false, Map.of(), array(upTo(12), 2, 3, 2)).get("y");

    assertArrayEquals(new int[] {2, 6}, y.shape());
    assertArrayEquals(upTo(12), (float[]) y.array());
  }

  @Test
  void dropoutKeepsTheMean() {
    float[] ones = new float[10_000];
    Arrays.fill(ones, 1);
    NdArray x = array(ones, 100, 100);
    Spec dropout = Spec.of("dropout").with("rate", 0.2);

    float[] y = (float[]) Probe.layer(dropout, true, Map.of(), x).get("y").array();

    int dropped = 0;
    for (float value : y) {
      assertTrue(value == 0 || value == 1.25f, "neither 0 nor 1/0.8: " + value);
      dropped += value == 0 ? 1 : 0;
    }
    // Binomial: standard deviation √(10,000·0.2·0.8) = 40; five of them.
    assertEquals(2000, dropped, 200);
    assertArrayEquals(ones, y(dropout, Map.of(), x));
  }

  @Test
  void dropoutOfEverythingIsRefused() {
    Spec dropout = Spec.of("dropout").with("rate", 1.0);

    ConfigException e =
        assertThrows(ConfigException.class, () -> y(dropout, Map.of(), array(upTo(2), 1, 2)));

    assertTrue(e.getMessage().contains("rate"), e.getMessage());
  }

  @Test
  void batchNormalizationUsesTheBatchInTraining() {
    NdArray x = array(new float[] {1, 3}, 2, 1);

    Map<String, NdArray> results = Probe.layer(Spec.of("batch_normalization"), true, Map.of(), x);

    // Mean 2, biased variance 1: ∓1/√(1 + 0.001); averages .99·0 + .01·2 and .99·1 + .01·1.
    float one = (float) (1 / Math.sqrt(1.001));
    assertArrayEquals(new float[] {-one, one}, (float[]) results.get("y").array(), 1e-6f);
    assertEquals(0.02, results.get("moving_mean").get(0), 1e-7);
    assertEquals(1, results.get("moving_variance").get(0), 1e-6);
  }

  @Test
  void batchNormalizationUsesItsAveragesInPrediction() {
    Map<String, NdArray> given =
        Map.of(
            "moving_mean", array(new float[] {1}, 1),
            "moving_variance", array(new float[] {4}, 1),
            "gamma", array(new float[] {2}, 1),
            "beta", array(new float[] {10}, 1));
    Spec spec = Spec.of("batch_normalization").with("epsilon", 0);

    // 2·(x − 1)/2 + 10
    assertArrayEquals(new float[] {10, 14}, y(spec, given, array(new float[] {1, 5}, 2, 1)), 1e-6f);
  }

  @Test
  void embeddingLooksUpRows() {
    NdArray table = array(upTo(6), 3, 2);
    Spec spec = Spec.of("embedding").with("input_dim", 3).with("output_dim", 2);
    NdArray ids = new NdArray(new int[] {2, 0}, 1, 2);

    NdArray y = Probe.layer(spec, false, Map.of("embeddings", table), ids).get("y");

    assertArrayEquals(new float[] {5, 6, 1, 2}, (float[]) y.array());
  }

  @Test
  void embeddingOfAnUnknownIdIsAnError() {
    Spec spec = Spec.of("embedding").with("input_dim", 3).with("output_dim", 2);
    NdArray ids = new NdArray(new int[] {3}, 1, 1);

    DataException e =
        assertThrows(DataException.class, () -> Probe.layer(spec, false, Map.of(), ids));

    assertTrue(e.getMessage().contains("3"), e.getMessage());
  }
}
