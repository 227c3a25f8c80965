package graft.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

class QuantileTest {
  private static final NdArray TARGET = new NdArray(new float[] {1, 2, 3}, 1, 3);

  @Test
  void keepsTheContract() {
    Tck.loss(Spec.of("quantile").with("q", 0.3), Tck.f32(3), Tck.f32(3));
  }

  /** The values of scikit-learn's documentation of mean_pinball_loss, to more digits. */
  @Test
  void predictionsBelowCostMuchAtHighQuantilesAndLittleAtLowOnes() {
    assertEquals(0.1 / 3, loss(0.1, 0, 2, 3), 1e-6);
    assertEquals(0.9 / 3, loss(0.1, 1, 2, 4), 1e-6);
    assertEquals(0.9 / 3, loss(0.9, 0, 2, 3), 1e-6);
    assertEquals(0.1 / 3, loss(0.9, 1, 2, 4), 1e-6);
  }

  @Test
  void itIsHalfTheAbsoluteErrorByDefault() {
    // (|1 − 3| + |2 − 1| + |3 − 3|) / 3 / 2
    NdArray prediction = new NdArray(new float[] {3, 1, 3}, 1, 3);
    double value = Probe.value(Kind.LOSS, Spec.of("quantile"), prediction, TARGET).get(0);
    assertEquals(0.5, value, 1e-6);
  }

  private static double loss(double q, float... prediction) {
    Spec spec = Spec.of("quantile").with("q", q);
    return Probe.value(Kind.LOSS, spec, new NdArray(prediction, 1, 3), TARGET).get(0);
  }
}
