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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recurrent layers. Expected numbers: loops over time in NumPy, written from Keras' formulas
 * independently of this code, in f64, printed with six digits.
 */
class RecurrentLayersTest {
  private static final float[] A = {0.6f, 1, 0.9f, 0.3f, -0.4f, -0.9f, -1, -0.6f, 0};
  private static final float[] C = {0.6f, -0.2f, -0.9f, -0.9f, -0.2f, 0.6f, 1, 0.6f};

  private static final NdArray X = array(A, 1, 3, 2);
  private static final Map<String, NdArray> LSTM =
      Map.of(
          "kernel", array(join(A, new float[] {0.7f, 1, 0.9f, 0.3f, -0.4f, -0.9f, -1}), 2, 8),
          "recurrent_kernel",
              array(join(C, new float[] {-0.2f, -0.9f, -0.9f, -0.2f, 0.6f, 1, 0.6f, -0.3f}), 2, 8),
          "bias", array(new float[] {-0.6f, -1, -0.9f, -0.4f, 0.3f, 0.9f, 1, 0.6f}, 8));
  private static final Map<String, NdArray> GRU =
      Map.of(
          "kernel", array(join(A, new float[] {0.7f, 1, 0.9f}), 2, 6),
          "recurrent_kernel", array(join(C, new float[] {-0.2f, -0.9f, -0.9f, -0.2f}), 2, 6));

  private static NdArray array(float[] values, int... shape) {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    return new NdArray(Arrays.copyOf(values, size), shape);
  }

  private static float[] join(float[] a, float[] b) {
    float[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static Spec sequences(String type) {
    return Spec.of(type).with("units", 2).with("return_sequences", true);
  }

  private static Map<String, NdArray> with(Map<String, NdArray> given, String key, NdArray value) {
    Map<String, NdArray> all = new HashMap<>(given);
    all.put(key, value);
    return all;
  }

  private static void assertY(float[] expected, Spec spec, Map<String, NdArray> given) {
    float[] y = (float[]) Probe.layer(spec, false, given, X).get("y").array();
    assertArrayEquals(expected, y, 2e-6f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple_rnn", "lstm", "gru"})
  void keepTheContractAndMasks(String type) {
    Spec spec = Spec.of(type).with("units", 3);
    Tck.maskedLayer(spec, Tck.f32(4, 2));
    Spec all = spec.with("return_sequences", true).with("return_state", true);
    Tck.layer(
        all.with("go_backwards", true).with("dropout", 0.2).with("recurrent_dropout", 0.3),
        Tck.f32(4, 2));
  }

  @Test
  void initialStatesAreInputs() {
    Tck.layer(Spec.of("lstm").with("units", 3), Tck.f32(4, 2), Tck.f32(3), Tck.f32(3));
  }

  @Test
  void gruThatResetsBeforeKeepsTheContract() {
    Tck.layer(Spec.of("gru").with("units", 3).with("reset_after", false), Tck.f32(4, 2));
  }

  @Test
  void anyCellKeepsTheContract() {
    Map<String, Object> cell = Map.of("type", "gru_cell", "units", 3L);
    Tck.maskedLayer(
        Spec.of("rnn").with("cell", cell).with("return_sequences", true), Tck.f32(3, 2));
  }

  @Test
  void bidirectionalKeepsTheContractAndMasks() {
    Map<String, Object> lstm = Map.of("type", "lstm", "units", 2L, "return_sequences", true);
    Map<String, Object> gru = Map.of("type", "gru", "units", 2L, "return_state", true);
    Tck.maskedLayer(Spec.of("bidirectional").with("layer", lstm), Tck.f32(3, 2));
    Tck.layer(
        Spec.of("bidirectional").with("layer", gru).with("merge_mode", "none"), Tck.f32(3, 2));
  }

  @Test
  void timeDistributedKeepsTheContractAndMasks() {
    Spec spec = Spec.of("time_distributed");
    Map<String, Object> dense = Map.of("type", "dense", "units", 3L);
    Tck.maskedLayer(spec.with("layer", dense), Tck.f32(4, 2));
    Tck.layer(spec.with("layer", Map.of("type", "dropout", "rate", 0.3)), Tck.f32(4, 2));
  }

  @Test
  void simpleRnnStepByStep() {
    Map<String, NdArray> given =
        Map.of(
            "kernel", array(A, 2, 2),
            "recurrent_kernel", array(C, 2, 2),
            "bias", array(A, 2));

    assertY(
        new float[] {0.952679f, 0.956237f, 0.807914f, 0.734694f, -0.555621f, -0.456442f},
        sequences("simple_rnn"),
        given);
  }

  @Test
  void lstmStepByStep() {
    assertY(
        new float[] {0.056946f, -0.007317f, 0.041914f, -0.006136f, 0.056951f, 0.089018f},
        sequences("lstm"),
        LSTM);
    assertY(new float[] {0.056951f, 0.089018f}, Spec.of("lstm").with("units", 2), LSTM);
  }

  @Test
  void lstmCellInRnnIsLstm() {
    Map<String, Object> cell = Map.of("type", "lstm_cell", "units", 2L);

    assertY(
        new float[] {0.056946f, -0.007317f, 0.041914f, -0.006136f, 0.056951f, 0.089018f},
        Spec.of("rnn").with("cell", cell).with("return_sequences", true),
        LSTM);
  }

  @Test
  void lstmGivesItsStates() {
    Spec spec = Spec.of("lstm").with("units", 2).with("return_state", true);

    Map<String, NdArray> results = Probe.layer(spec, false, LSTM, X);

    assertArrayEquals(
        new float[] {0.056951f, 0.089018f}, (float[]) results.get("y1").array(), 2e-6f);
    assertArrayEquals(
        new float[] {0.063047f, 0.104606f}, (float[]) results.get("y2").array(), 2e-6f);
  }

  @Test
  void backwardsGivesTheSequenceFromItsEnd() {
    assertY(
        new float[] {0.050961f, 0.090963f, 0.031751f, 0.044731f, 0.078298f, 0.025557f},
        sequences("lstm").with("go_backwards", true),
        LSTM);
  }

  @Test
  void maskedStepRepeatsTheOneBefore() {
    NdArray mask = new NdArray(new boolean[] {true, false, true}, 1, 3);

    assertY(
        new float[] {0.056946f, -0.007317f, 0.056946f, -0.007317f, 0.061864f, 0.087531f},
        sequences("lstm"),
        with(LSTM, "mask0", mask));
  }

  @Test
  void bidirectionalHonoursTheMaskBothWays() {
    NdArray mask = new NdArray(new boolean[] {true, false, true}, 1, 3);
    Map<String, Object> layer = Map.of("type", "lstm", "units", 2L, "return_sequences", true);

    // The forward loop and the backward loop over time, with the same weights, side by side.
    assertY(
        new float[] {
          0.056946f, -0.007317f, 0.081601f, 0.036436f,
          0.056946f, -0.007317f, 0.050961f, 0.090963f,
          0.061864f, 0.087531f, 0.050961f, 0.090963f
        },
        Spec.of("bidirectional").with("layer", layer),
        with(LSTM, "mask0", mask));
  }

  @Test
  void gruStepByStep() {
    NdArray bias = array(join(A, new float[] {0.7f, 1, 0.9f}), 2, 6);

    assertY(
        new float[] {0.608647f, 0.094829f, 0.409350f, -0.062316f, 0.037080f, -0.298347f},
        sequences("gru"),
        with(GRU, "bias", bias));
    assertY(
        new float[] {0.176059f, -0.132585f, 0.003034f, -0.255975f, -0.205875f, -0.422365f},
        sequences("gru").with("reset_after", false),
        with(GRU, "bias", array(A, 6)));
  }

  @Test
  void forgetGateIsOpenAtFirst() {
    NdArray bias = Probe.initial(Spec.of("unit_forget_bias"), 8);

    assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0, 0, 0}, (float[]) bias.array());
  }

  @Test
  void dropsTheSameAtEachStep() {
    // y = h' = x·1 + 0·h with x = 1: 0 or 1/(1 − 0.5), and the same at each step.
    Map<String, NdArray> given =
        Map.of(
            "kernel", array(new float[] {1, 0, 0, 1}, 2, 2),
            "recurrent_kernel", array(new float[4], 2, 2));
    Spec spec = sequences("simple_rnn").with("activation", "linear").with("dropout", 0.5);
    float[] ones = new float[16 * 3 * 2];
    Arrays.fill(ones, 1);

    NdArray y = Probe.layer(spec, true, given, array(ones, 16, 3, 2)).get("y");

    int dropped = 0;
    for (int i = 0; i < 16 * 6; i++) {
      assertEquals(y.get(i / 6 * 6 + i % 2), y.get(i));
      dropped += y.get(i) == 0 ? 1 : 0;
    }
    assertTrue(dropped > 0 && dropped < 96, dropped + " of 96 dropped");
  }

  @Test
  void oneStepAloneIsNoSequence() {
    Spec spec = Spec.of("lstm").with("units", 2);

    ShapeException e =
        assertThrows(
            ShapeException.class, () -> Probe.layer(spec, false, Map.of(), array(A, 1, 2)));

    assertEquals(
        "layer 'layer' (lstm): needs sequences (batch, time, features), got (batch, 2); hint: is"
            + " the layer before it recurrent? give that one return_sequences",
        e.getMessage());
  }

  @Test
  void imagesAreNoSequence() {
    for (String type : List.of("lstm", "gru", "simple_rnn")) {
      Spec spec = Spec.of(type).with("units", 2);
      ShapeException e =
          assertThrows(
              ShapeException.class, () -> Probe.layer(spec, false, Map.of(), array(A, 1, 1, 2, 1)));
      assertTrue(
          e.getMessage().contains("needs sequences (batch, time, features), got (batch, 1, 2, 1)"),
          e.getMessage());
    }
  }

  @Test
  void tooManyUnitsAreRefused() {
    for (String type : List.of("lstm", "gru")) { // 4 or 3 times 2^30 columns
      Spec spec = Spec.of(type).with("units", 1 << 30);
      ShapeException e =
          assertThrows(
              ShapeException.class, () -> Probe.layer(spec, false, Map.of(), array(A, 1, 1, 2)));
      assertTrue(e.getMessage().contains("a size of at most 2147483647"), e.getMessage());
    }
  }
}
