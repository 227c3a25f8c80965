package graft.metrics;

import static graft.metrics.Measured.array;
import static graft.metrics.Measured.ids;
import static graft.metrics.Measured.number;
import static graft.metrics.Measured.rows;
import static graft.metrics.Measured.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.Spec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures from the confusion matrix; the origin stands beside each. */
class MatrixValueTest {
  /** Predictions that say these classes. */
  private static NdArray said(int classes, int... ids) {
    double[] values = new double[ids.length * classes];
    IntStream.range(0, ids.length).forEach(i -> values[i * classes + ids[i]] = 0.9);
    return rows(ids.length, values);
  }

  private static double[] elements(NdArray array) {
    return IntStream.range(0, array.size()).mapToDouble(array::get).toArray();
  }

  @Test
  void trueClassesGoDownAndPredictedOnesAcross() {
    NdArray matrix =
        array(Spec.of("confusion_matrix"), said(3, 0, 0, 2, 2, 0, 2), ids(2, 0, 2, 2, 0, 1));

    // scikit-learn's documentation of confusion_matrix
    assertArrayEquals(new int[] {3, 3}, matrix.shape());
    assertArrayEquals(new double[] {2, 0, 0, 0, 0, 1, 1, 0, 2}, elements(matrix));
  }

  @Test
  void aVectorMakesTwoClasses() {
    NdArray matrix =
        array(Spec.of("confusion_matrix"), vector(0.9, 0.2, 0.7, 0.1), ids(1, 0, 0, 1), 1, 1, 2, 1);

    assertArrayEquals(new double[] {1, 2, 1, 1}, elements(matrix));
  }

  @Test
  void whatWeighsNothingMayBeOutOfRange() {
    NdArray matrix = array(Spec.of("confusion_matrix"), said(2, 0, 1), ids(0, -1), 1, 0);

    assertArrayEquals(new double[] {1, 0, 0, 0}, elements(matrix));
  }

  @Test
  void intersectionOverUnion() {
    // Keras' documentation of MeanIoU, BinaryIoU, OneHotMeanIoU and OneHotIoU
    NdArray two = said(2, 0, 1, 0, 1);
    assertEquals(1 / 3.0, number("mean_iou", two, ids(0, 0, 1, 1)), 1e-6);
    assertEquals(0.2380952, number("mean_iou", two, ids(0, 0, 1, 1), 0.3, 0.3, 0.3, 0.1), 1e-6);
    Spec binary = Spec.of("binary_iou").with("threshold", 0.3);
    NdArray shares = vector(0.1, 0.2, 0.4, 0.7);
    assertEquals(1 / 3.0, number(binary, shares, vector(0, 1, 0, 1)), 1e-6);
    assertEquals(0.17361112, number(binary, shares, vector(0, 1, 0, 1), 0.2, 0.3, 0.4, 0.1), 1e-6);
    NdArray target = rows(4, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0);
    NdArray prediction = rows(4, 0.2, 0.3, 0.5, 0.1, 0.2, 0.7, 0.5, 0.3, 0.1, 0.1, 0.4, 0.5);
    assertEquals(0.047619048, number("mean_iou", prediction, target, 0.1, 0.2, 0.3, 0.4), 1e-6);
    Spec some = Spec.of("iou").with("target_class_ids", List.of(0L, 2L));
    assertEquals(0.07142857, number(some, prediction, target, 0.1, 0.2, 0.3, 0.4), 1e-6);
  }

  @Test
  void anIgnoredClassDoesNotCount() {
    Spec spec = Spec.of("mean_iou").with("ignore_class", 1L);

    // Left are 0 → 0 and 0 → 1: class 0 has 1/2, class 1 has 0/1.
    assertEquals(0.25, number(spec, said(2, 0, 1, 0, 1), ids(0, 0, 1, 1)), 1e-6);
  }

  @Test
  void aClassThatIsNotThereIsRefused() {
    Spec spec = Spec.of("iou").with("target_class_ids", List.of(7L));

    assertThrows(GraftException.class, () -> number(spec, said(2, 0, 1), ids(0, 1)));
  }

  @Test
  void kappaIsAgreementBeyondChance() {
    // scikit-learn's documentation of cohen_kappa_score; negative 0, neutral 1, positive 2
    NdArray said = said(3, 0, 2, 0, 1, 0);
    NdArray are = ids(0, 2, 0, 1, 2);
    Spec kappa = Spec.of("cohen_kappa");

    assertEquals(0.6875, number(kappa, said, are), 1e-6);
    // are (2 1 2), said (3 1 1); one error of distance 2: 1 − 2/4.8 and 1 − 4/8.0
    assertEquals(0.5833333333, number(kappa.with("weights", "linear"), said, are), 1e-6);
    assertEquals(0.5000000000, number(kappa.with("weights", "quadratic"), said, are), 1e-6);
  }

  @Test
  void kappaOfOneClassIsZero() {
    assertEquals(0, number("cohen_kappa", said(2, 0, 0), ids(0, 0)));
  }

  @Test
  void matthewsOfTwoAndOfMoreClasses() {
    // scikit-learn's documentation of matthews_corrcoef: −1/3
    assertEquals(
        -1 / 3.0, number("matthews_correlation", said(2, 1, 0, 1, 1), ids(1, 1, 1, 0)), 1e-6);
    // n 6, right 4, are (2 2 2), said (3 2 1): (4·6 − 12) / √((36 − 14)·(36 − 12))
    NdArray said = said(3, 0, 0, 0, 1, 1, 2);
    assertEquals(
        12 / Math.sqrt(22 * 24), number("matthews_correlation", said, ids(0, 0, 1, 1, 2, 2)), 1e-6);
  }
}
