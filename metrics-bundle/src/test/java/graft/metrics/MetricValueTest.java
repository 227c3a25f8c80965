package graft.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TargetRange;
import graft.api.run.Lab;
import graft.tck.Tck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accuracies, and what all metrics share; counted by hand or as Keras documents. */
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

  private static final NdArray THREE = Measured.rows(2, 0.1, 0.9, 0.8, 0.05, 0.95, 0);
  private static final NdArray ONE_HOT = Measured.rows(2, 0, 0, 1, 0, 1, 0);

  @Test
  void accuraciesOfClassesAsKerasDocuments() {
    NdArray ids = Measured.ids(2, 1);

    assertEquals(0.5, measure("categorical_accuracy", THREE, ONE_HOT, 1, 1));
    assertEquals(0.3, measure("categorical_accuracy", THREE, ONE_HOT, 0.7f, 0.3f), 1e-7);
    assertEquals(0.5, measure("sparse_categorical_accuracy", THREE, ids, 1, 1));
    assertEquals(0.3, measure("sparse_categorical_accuracy", THREE, ids, 0.7f, 0.3f), 1e-7);
  }

  @Test
  void binaryAccuracyAsKerasDocuments() {
    NdArray prediction = Measured.rows(4, 0.98, 1, 0, 0.6);
    NdArray target = Measured.rows(4, 1, 1, 0, 0);

    assertEquals(0.75, measure("binary_accuracy", prediction, target, 1, 1, 1, 1));
    assertEquals(0.5, measure("binary_accuracy", prediction, target, 1, 0, 0, 1));
    // Above 0.7: yes, yes, no, no
    Spec strict = Spec.of("binary_accuracy").with("threshold", 0.7);
    assertEquals(1, Measured.number(strict, prediction, target));
  }

  @Test
  void theClassMayBeAmongTheKGreatest() {
    Spec one = Spec.of("sparse_top_k_categorical_accuracy").with("k", 1L);
    Spec two = Spec.of("sparse_top_k_categorical_accuracy").with("k", 2L);

    assertEquals(0.5, Measured.number(one, THREE, Measured.ids(2, 1)));
    assertEquals(1, Measured.number(two, THREE, Measured.ids(2, 1)));
    // 0 is third of the first example; of the second 7 is no class.
    assertEquals(0, Measured.number(two, THREE, Measured.ids(0, 7)));
    Spec oneHot = Spec.of("top_k_categorical_accuracy").with("k", 1L);
    assertEquals(0.5, Measured.number(oneHot, THREE, ONE_HOT));
  }

  @Test
  void shapesThatDoNotFitAreRefusedByName() {
    NdArray target = Measured.rows(2, 1, 2, 3, 4);

    for (String type : List.of("accuracy", "mean_absolute_error", "f1_score", "auc", "r2_score")) {
      GraftException fault =
          assertThrows(GraftException.class, () -> Measured.number(type, THREE, target));
      assertEquals(
          "metric '"
              + type
              + "': prediction and target must have one shape, got (batch, 3) and (batch, 2); hint:"
              + " for class ids use accuracy, confusion_matrix or a metric whose name begins with"
              + " sparse_",
          fault.getMessage());
    }
  }

  @Test
  void aSparseMetricWantsIds() {
    GraftException fault =
        assertThrows(
            GraftException.class,
            () -> Measured.number("sparse_categorical_accuracy", THREE, ONE_HOT));

    assertEquals(
        "metric 'sparse_categorical_accuracy': expected a prediction (…, classes) and class ids"
            + " (…), got (batch, 3) and (batch, 3); hint: for one-hot targets use a metric without"
            + " sparse_ in its name",
        fault.getMessage());
  }

  @Test
  void accuracyIsOfClassesAndAnswersNotOfQuantities() {
    Shape answers = Shape.of(4, 1);
    TargetRange binary = new Accuracy().targets(new NoConfig(), answers, answers);
    assertEquals("numbers from 0 to 1", binary.toString());
    TargetRange ids = new Accuracy().targets(new NoConfig(), Shape.of(4, 3), Shape.of(4));
    assertEquals("whole numbers from 0 to 2", ids.toString());
  }
}
