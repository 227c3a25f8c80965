package graft.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Lab;
import graft.tck.Tck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Known values of metrics, counted by hand. */
class MetricValueTest {
  private static double measure(String type, NdArray prediction, NdArray target, float... weight) {
    Lab lab = Tck.lab();
    List<NdArray> batch = List.of(prediction, target, new NdArray(weight, weight.length));
    return lab.measure(Spec.of(type), List.of(batch), lab.reference(true)).get(0);
  }

  private static final NdArray CLASSES =
      new NdArray(new float[] {0.1f, 0.9f, 0.8f, 0.2f, 0.3f, 0.7f}, 3, 2);

  @Test
  void accuracyWeighsEachAnswer() {
    NdArray ids = new NdArray(new int[] {1, 1, 1}, 3);

    // Right, wrong, right: (1 + 2) / (1 + 1 + 2)
    assertEquals(0.75, measure("accuracy", CLASSES, ids, 1, 1, 2));
  }

  @Test
  void accuracyTakesIdsInAColumnAndOneHotTargets() {
    NdArray column = new NdArray(new float[] {1, 1, 1}, 3, 1);
    NdArray oneHot = new NdArray(new float[] {0, 1, 0, 1, 0, 1}, 3, 2);

    assertEquals(2 / 3.0, measure("accuracy", CLASSES, column, 1, 1, 1), 1e-7);
    assertEquals(2 / 3.0, measure("accuracy", CLASSES, oneHot, 1, 1, 1), 1e-7);
  }

  @Test
  void accuracyOfYesAndNoCutsAtOneHalf() {
    NdArray prediction = new NdArray(new float[] {0.4f, 0.6f, 0.5f, 0.9f}, 4, 1);
    NdArray target = new NdArray(new int[] {0, 1, 1, 0}, 4);

    // 0.5 is a no.
    assertEquals(0.5, measure("accuracy", prediction, target, 1, 1, 1, 1));
  }

  @Test
  void nothingIsZero() {
    assertEquals(0, measure("accuracy", CLASSES, new NdArray(new int[] {1, 1, 1}, 3), 0, 0, 0));
  }

  @Test
  void nanThatWeighsNothingDoesNotCount() {
    NdArray prediction = new NdArray(new float[] {Float.NaN, 3}, 2);
    NdArray target = new NdArray(new float[] {1, 1}, 2);

    assertEquals(4, measure("mean_squared_error", prediction, target, 0, 1));
  }

  @Test
  void meanSquaredErrorIsAMeanOfMeans() {
    NdArray prediction = new NdArray(new float[] {1, 2, 3, 4}, 2, 2);
    NdArray target = new NdArray(new float[] {0, 0, 3, 2}, 2, 2);

    // (1 + 4)/2 = 2.5 and 4/2 = 2, weighing 1 and 3
    assertEquals(2.125, measure("mean_squared_error", prediction, target, 1, 3));
  }
}
