package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.tck.Probe;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** The initializer {@code stft}; four samples and N = 4, so that the angles are quarter turns. */
class StftTest {
  private static final Spec SPEC = Spec.of("stft");

  private static float[] value(Spec spec) {
    return (float[]) Probe.initial(spec, 4, 1, 3).array();
  }

  @Test
  void keepsTheContract() {
    Tck.initializer(SPEC, new TensorType(DType.F32, Shape.of(8, 1, 5)));
  }

  @Test
  void cosinesUnderAWindowOfUnitLength() {
    // The symmetric Hann window of 4 is 0, ¾, ¾, 0, its length ¾·√2; a line for each t, f = 0, 1,
    // 2.
    float h = (float) Math.sqrt(0.5);
    float[] expected = {0, 0, 0, h, 0, -h, h, -h, h, 0, 0, 0};
    assertArrayEquals(expected, value(SPEC), 1e-6f);
  }

  @Test
  void sinesUnderAPeriodicWindowOfUnitSum() {
    // Hamming's window with the period 4 is 0.08, 0.54, 1, 0.54, its sum 2.16; −0.54/2.16 = −¼.
    Spec spec = SPEC.with("side", "imag").with("window", "hamming").with("periodic", true);
    float[] expected = {0, 0, 0, 0, -0.25f, 0, 0, 0, 0, 0, 0.25f, 0};
    assertArrayEquals(expected, value(spec.with("scaling", "spectrum")), 1e-6f);
  }

  @Test
  void blackmansWindowHasThreeTerms() {
    // w(t) = 0.42 − 0.5·cos(2πt/3) + 0.08·cos(4πt/3) = 0, 0.63, 0.63, 0.
    Spec spec = SPEC.with("window", "blackman").with("scaling", "none");
    float[] expected = {0, 0, 0, 0.63f, 0, -0.63f, 0.63f, -0.63f, 0.63f, 0, 0, 0};
    assertArrayEquals(expected, value(spec), 1e-6f);
  }

  @Test
  void aFrameOfTwoIsRefused() {
    String message =
        assertThrows(GraftException.class, () -> Probe.initial(SPEC, 2, 1, 3)).getMessage();
    assertTrue(message.contains("stft needs (frame ≥ 3, …, frequencies ≥ 2), got (2, 1, 3)"));
  }
}
