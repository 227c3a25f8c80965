package graft.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** Losses of numbers, counts and directions; expected values by hand from the formulas. */
class RegressionLossTest {
  private static NdArray row(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, 1, floats.length);
  }

  private static double loss(Spec spec, NdArray prediction, NdArray target) {
    return Probe.value(Kind.LOSS, spec, prediction, target).get(0);
  }

  private static double loss(String type, NdArray prediction, NdArray target) {
    return loss(Spec.of(type), prediction, target);
  }

  @Test
  void allKeepTheContract() {
    for (String type :
        new String[] {
          "mean_absolute_error",
          "mean_absolute_percentage_error",
          "mean_squared_logarithmic_error",
          "huber",
          "log_cosh",
          "poisson"
        }) {
      Tck.loss(Spec.of(type), Tck.f32(3), Tck.f32(3));
      Tck.loss(Spec.of(type), Tck.f32(), Tck.f32());
    }
    Tck.loss(Spec.of("huber").with("delta", 0.2), Tck.f32(4, 2), Tck.f32(4, 2));
    Tck.loss(Spec.of("cosine_similarity"), Tck.f32(4), Tck.f32(4));
    Tck.loss(Spec.of("kl_divergence"), Tck.f32(2, 4), Tck.f32(2, 4));
  }

  @Test
  void meanAbsoluteError() {
    // (1 + 0 + 3) / 3
    assertEquals(4 / 3.0, loss("mean_absolute_error", row(1, 2, -3), row(2, 2, 0)), 1e-7);
  }

  @Test
  void meanAbsolutePercentageError() {
    // 100·(1/2 + 3/4) / 2
    assertEquals(62.5, loss("mean_absolute_percentage_error", row(1, -1), row(2, -4)), 1e-5);
  }

  @Test
  void meanSquaredLogarithmicError() {
    // (log 2 − log 4)² = log²2, and a negative prediction counts as 1e-7: (0 − log 2)².
    assertEquals(0.4804530, loss("mean_squared_logarithmic_error", row(1, -5), row(3, 1)), 2e-7);
  }

  @Test
  void huberIsSquaredInsideAndALineOutside() {
    // ½·0.5² = 0.125; 1·3 − ½ = 2.5
    assertEquals(1.3125, loss("huber", row(0.5, 3), row(0, 0)), 1e-7);
    // delta 2: 2·3 − 2 = 4; at delta ½·4 = 2
    assertEquals(3, loss(Spec.of("huber").with("delta", 2), row(3, -2), row(0, 0)), 1e-7);
  }

  @Test
  void logCosh() {
    // log cosh 1 = log((e + 1/e)/2) = 0.4337808; of 1000: 1000 − log 2.
    assertEquals(0.4337808, loss("log_cosh", row(1, -1), row(0, 0)), 2e-7);
    assertEquals(999.3068528, loss("log_cosh", row(-1000), row(0)), 1e-3);
  }

  @Test
  void poisson() {
    // (2 − 3·log 2 + 1 − 0)/2 = (2 − 2.0794415 + 1)/2
    assertEquals(0.4602792, loss("poisson", row(2, 1), row(3, 5)), 1e-6);
  }

  @Test
  void cosineSimilarityLooksAtDirectionsOnly() {
    // (3, 4)·(4, 3) = 24 / 25
    assertEquals(-0.96, loss("cosine_similarity", row(3, 4), row(40, 30)), 1e-6);
    assertEquals(1, loss("cosine_similarity", row(1, 0), row(-2, 0)), 1e-6);
    assertEquals(0, loss("cosine_similarity", row(0, 0), row(1, 2)), 1e-12);
    assertEquals(
        0,
        Probe.gradient(Kind.LOSS, Spec.of("cosine_similarity"), row(0, 0), row(0, 0)).get(0),
        1e-12);
  }

  @Test
  void klDivergence() {
    // ½·log(½/¼) + ½·log(½/¾) = ½·log(4/3)
    assertEquals(0.1438410, loss("kl_divergence", row(0.25, 0.75), row(0.5, 0.5)), 1e-7);
    // 1·log(1/1e-7), and 1e-7·log(1e-7) of the clipped zero.
    assertEquals(16.118094, loss("kl_divergence", row(0, 1), row(1, 0)), 1e-5);
  }
}
