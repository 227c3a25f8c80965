package graft.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

class SquaredHingeTest {
  private static final Spec SPEC = Spec.of("squared_hinge");

  @Test
  void keepsTheContract() {
    Tck.loss(SPEC, Tck.f32(3), Tck.f32(3));
  }

  @Test
  void marginsAreSquared() {
    NdArray prediction = new NdArray(new float[] {0.6f, 0.4f, 2}, 1, 3);
    NdArray target = new NdArray(new float[] {0, 1, 1}, 1, 3);

    // (1.6² + .6² + 0²) / 3; Keras' SquaredHinge documents 1.86 for (1.6² + .6² + 1.4² + 1.6²) / 4.
    assertEquals(2.92 / 3, Probe.value(Kind.LOSS, SPEC, prediction, target).get(0), 1e-6);
  }
}
