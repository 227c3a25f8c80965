package graft.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.TensorType;
import graft.tck.Probe;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** The expected numbers are the definition: Q·Qᵀ = gain²·1 on the shorter side. */
class OrthogonalTest {
  private static final Spec SPEC = Spec.of("orthogonal");

  /** Σ w[i][k]·w[j][k] of rows or columns i, j of a matrix (rows, columns). */
  private static double product(NdArray w, int rows, int columns, boolean ofRows, int i, int j) {
    double sum = 0;
    for (int k = 0; k < (ofRows ? columns : rows); k++) {
      sum +=
          ofRows
              ? w.get(i * columns + k) * w.get(j * columns + k)
              : w.get(k * columns + i) * w.get(k * columns + j);
    }
    return sum;
  }

  private static void assertOrthogonal(NdArray w, int rows, int columns, double gain) {
    boolean ofRows = rows <= columns;
    int n = Math.min(rows, columns);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double expected = i == j ? gain * gain : 0;
        // Products of n numbers rounded to f32, each vector made from sums over the others.
        assertEquals(
            expected,
            product(w, rows, columns, ofRows, i, j),
            1e-6 * gain * gain * Math.sqrt(Math.max(rows, columns)),
            "vectors " + i + ", " + j);
      }
    }
  }

  @Test
  void keepsTheContract() {
    Tck.initializer(SPEC, new TensorType(DType.F32, Shape.of(4, 3)));
    Tck.initializer(SPEC.with("gain", 2), new TensorType(DType.F32, Shape.of(3, 3, 2, 4)));
  }

  @Test
  void theShorterSideIsOrthonormal() {
    assertOrthogonal(Probe.initial(SPEC, 40, 40), 40, 40, 1);
    assertOrthogonal(Probe.initial(SPEC, 8, 32), 8, 32, 1);
    assertOrthogonal(Probe.initial(SPEC, 32, 8), 32, 8, 1);
  }

  @Test
  void aWindowCountsAsRowsAndGainIsTheLength() {
    assertOrthogonal(Probe.initial(SPEC.with("gain", 3), 3, 3, 2, 5), 18, 5, 3);
  }

  @Test
  void signsAreRandom() {
    NdArray w = Probe.initial(SPEC, 40, 40);
    int positive = 0;
    for (int i = 0; i < w.size(); i++) {
      positive += w.get(i) > 0 ? 1 : 0;
    }

    // 1600 signs: 800 ± 5·20.
    assertTrue(Math.abs(positive - 800) < 100, positive + " of 1600 are positive");
  }

  @Test
  void aVectorIsRefused() {
    ShapeException e = assertThrows(ShapeException.class, () -> Probe.initial(SPEC, 5));

    assertTrue(e.getMessage().contains("two axes or more, got (5)"), e.getMessage());
  }
}
