package graft.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Spec;
import org.junit.jupiter.api.Test;

/** The proof of masks passes a layer that honours them, and finds one that does not. */
class MaskProofTest {
  @Test
  void elementwiseLayersHonourMasks() {
    Tck.maskedLayer(Spec.of("cube"), Tck.f32(3, 2));
  }

  @Test
  void influenceOfWhatIsMaskedIsFound() {
    String text =
        assertThrows(
                AssertionError.class, () -> Tck.maskedLayer(Spec.of("batch_mean"), Tck.f32(3, 2)))
            .getMessage();

    assertTrue(text.contains("FAIL  what is masked changes no output (training): output 0"), text);
    assertTrue(text.contains("if other values are masked"), text);
    assertTrue(text.contains("FAIL  what is masked has no gradient (prediction): element"), text);
  }
}
