package graft.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Kind;
import graft.api.Spec;
import graft.api.run.Graft;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The kit passes what is right, and names what is wrong. */
class TckTest {
  private static String failure(Executable proof) {
    return assertThrows(AssertionError.class, proof).getMessage();
  }

  /** The names of the checks that failed. */
  private static List<String> failed(Executable proof) {
    return failure(proof)
        .lines()
        .filter(line -> line.startsWith("  FAIL  "))
        .map(line -> line.substring("  FAIL  ".length()).split(":")[0])
        .toList();
  }

  @Test
  void aRightLayerPasses() {
    Tck.layer(Spec.of("cube"), Tck.f32(3));
  }

  @Test
  void aWrongGradientIsFound() {
    String text = failure(() -> Tck.layer(Spec.of("wrong_gradient"), Tck.f32(3)));

    assertTrue(text.contains("FAIL  gradients are right (training): gradient to 'x0'"), text);
    assertTrue(text.contains("central differences say"), text);
    assertFalse(text.contains("FAIL  shapes"), text);
  }

  @Test
  void aGradientThatIsMeantMayDiffer() {
    Tck.layer(Spec.of("wrong_gradient"), EnumSet.of(Trait.CUSTOM_GRADIENT), Tck.f32(3));
  }

  @Test
  void mixedExamplesAreFound() {
    assertEquals(
        List.of("examples are independent (training)", "examples are independent (prediction)"),
        failed(() -> Tck.layer(Spec.of("batch_mean"), Tck.f32(3))));
  }

  @Test
  void batchDependenceIsForTrainingOnly() {
    assertEquals(
        List.of("examples are independent (prediction)"),
        failed(
            () -> Tck.layer(Spec.of("batch_mean"), EnumSet.of(Trait.BATCH_DEPENDENT), Tck.f32(3))));
  }

  @Test
  void hiddenStateIsFound() {
    assertTrue(
        failed(() -> Tck.layer(Spec.of("unsteady"), Tck.f32(3)))
            .contains("the same seed gives the same bits (training)"));
  }

  @Test
  void aLossForTheWholeBatchIsFound() {
    String text = failure(() -> Tck.loss(Spec.of("mean_of_all"), Tck.f32(3), Tck.f32(3)));

    assertTrue(text.contains("one value an example"), text);
  }

  @Test
  void anOptimizerThatClimbsIsFound() {
    assertEquals(
        List.of("it goes down a constant slope"), failed(() -> Tck.optimizer(Spec.of("uphill"))));
  }

  @Test
  void aMetricThatDoesNotMergeIsFound() {
    assertTrue(
        failed(() -> Tck.metric(Spec.of("last_batch"), Tck.f32(3), Tck.f32(3)))
            .contains("totals merge across batches"));
  }

  @Test
  void aNegativeRateIsFound() {
    assertEquals(
        List.of("rates are finite and not negative"),
        failed(() -> Tck.schedule(Spec.of("falling"))));
  }

  @Test
  void aMissingTypeIsNamed() {
    String text = failure(() -> Tck.layer(Spec.of("cubes"), Tck.f32(3)));

    assertTrue(text.contains("cubes") && text.contains("cube"), text);
  }

  @Test
  void aRunningSystemIsChecked() {
    try (Graft graft = Graft.create()) {
      List<String> lines = Tck.of(graft).check(Kind.LAYER, "cube");

      assertEquals("layer cube", lines.get(0));
      assertTrue(lines.stream().noneMatch(line -> line.contains("FAIL")), lines.toString());
      assertTrue(lines.contains("  ok    gradients are right (training): x0"), lines.toString());
    }
  }
}
