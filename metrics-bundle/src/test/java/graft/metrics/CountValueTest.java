package graft.metrics;

import static graft.metrics.Measured.array;
import static graft.metrics.Measured.ids;
import static graft.metrics.Measured.number;
import static graft.metrics.Measured.rows;
import static graft.metrics.Measured.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts of yes and no; numbers are those of Keras' documentation if not said otherwise. */
class CountValueTest {
  private static final NdArray CURVE = vector(0, 0.3, 0.8, 0.3, 0.8);
  private static final NdArray CURVE_TARGET = vector(0, 0, 0, 1, 1);
  private static final NdArray SCORES = rows(3, 0.2, 0.6, 0.7, 0.2, 0.6, 0.6, 0.6, 0.8, 0);
  private static final NdArray SCORE_TARGET = rows(3, 1, 1, 1, 1, 0, 0, 1, 1, 0);

  private static void same(double[] expected, NdArray actual) {
    assertEquals(expected.length, actual.size(), actual.toString());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.get(i), 1e-6, actual.toString());
    }
  }

  @Test
  void countsOfYesAndNo() {
    assertEquals(2, number("true_positives", vector(1, 0, 1, 1), vector(0, 1, 1, 1)));
    assertEquals(1, number("true_positives", vector(1, 0, 1, 1), vector(0, 1, 1, 1), 0, 0, 1, 0));
    assertEquals(2, number("true_negatives", vector(1, 1, 0, 0), vector(0, 1, 0, 0)));
    assertEquals(2, number("false_positives", vector(0, 0, 1, 1), vector(0, 1, 0, 0)));
    assertEquals(2, number("false_negatives", vector(0, 1, 0, 0), vector(0, 1, 1, 1)));
  }

  @Test
  void precisionAndRecall() {
    NdArray prediction = vector(1, 0, 1, 1);
    NdArray target = vector(0, 1, 1, 1);

    assertEquals(2 / 3.0, number("precision", prediction, target), 1e-6);
    assertEquals(1, number("precision", prediction, target, 0, 0, 1, 0), 1e-6);
    assertEquals(2 / 3.0, number("recall", prediction, target), 1e-6);
    assertEquals(1, number("recall", prediction, target, 0, 0, 1, 0), 1e-6);
  }

  @Test
  void onlyTheGreatestOfARowCanBeAYes() {
    NdArray prediction = rows(1, 1, 1, 1, 1);
    NdArray target = rows(1, 0, 0, 1, 1);

    assertEquals(0, number(Spec.of("precision").with("top_k", 2L), prediction, target));
    assertEquals(0.5, number(Spec.of("precision").with("top_k", 4L), prediction, target));
  }

  @Test
  void oneClassAloneByItsId() {
    NdArray prediction = rows(3, 0.9, 0.1, 0.6, 0.4, 0.2, 0.8);

    // Class 0 is said for examples 1 and 2, and is the class of 1 only.
    Spec zero = Spec.of("precision").with("class_id", 0L);
    assertEquals(0.5, number(zero, prediction, ids(0, 1, 1)), 1e-6);
    Spec five = Spec.of("precision").with("class_id", 5L);
    GraftException fault =
        assertThrows(GraftException.class, () -> number(five, prediction, ids(0, 1, 1)));
    assertTrue(
        fault.getMessage().contains("class_id must be below the prediction's last axis, 2, got 5"),
        fault.getMessage());
  }

  @Test
  void severalThresholdsGiveAnArray() {
    Spec recall = Spec.of("recall").with("thresholds", List.of(0.1, 0.5, 0.9));

    same(new double[] {1, 0.5, 0}, array(recall, CURVE, CURVE_TARGET));
  }

  @Test
  void theBestOfOneRateAtAnother() {
    Spec spec = Spec.of("specificity_at_sensitivity").with("sensitivity", 0.5);
    assertEquals(2 / 3.0, number(spec, CURVE, CURVE_TARGET), 1e-6);
    assertEquals(0.5, number(spec, CURVE, CURVE_TARGET, 1, 1, 2, 2, 2), 1e-6);

    Spec sens = Spec.of("sensitivity_at_specificity").with("specificity", 0.5);
    assertEquals(0.5, number(sens, CURVE, CURVE_TARGET), 1e-6);
    assertEquals(1 / 3.0, number(sens, CURVE, CURVE_TARGET, 1, 1, 2, 2, 1), 1e-6);

    Spec precision = Spec.of("precision_at_recall").with("recall", 0.5);
    assertEquals(0.5, number(precision, CURVE, CURVE_TARGET), 1e-6);
    assertEquals(1 / 3.0, number(precision, CURVE, CURVE_TARGET, 2, 2, 2, 1, 1), 1e-6);

    Spec recall = Spec.of("recall_at_precision").with("precision", 0.8);
    NdArray four = vector(0, 0.5, 0.3, 0.9);
    assertEquals(0.5, number(recall, four, vector(0, 0, 1, 1)), 1e-6);
    assertEquals(1, number(recall, four, vector(0, 0, 1, 1), 1, 0, 0, 1), 1e-6);
  }

  @Test
  void areaOfThreePoints() {
    Spec auc = Spec.of("auc").with("num_thresholds", 3L);
    NdArray prediction = vector(0, 0.5, 0.3, 0.9);

    assertEquals(0.75, number(auc, prediction, vector(0, 0, 1, 1)), 1e-6);
    assertEquals(1, number(auc, prediction, vector(0, 0, 1, 1), 1, 0, 0, 1), 1e-6);
  }

  @Test
  void areasByEveryMethod() {
    NdArray prediction = vector(0.1, 0.4, 0.35, 0.8, 0.7, 0.75);
    NdArray target = vector(0, 0, 1, 1, 1, 0);
    Spec pr = Spec.of("auc").with("curve", "pr");

    // By NumPy from the formulas; ROC by hand: 6 of the 9 pairs are in order.
    assertEquals(6 / 9.0, number("auc", prediction, target), 1e-6);
    assertEquals(0.7160825964, number(pr, prediction, target), 1e-6);
    Spec minoring = pr.with("summation_method", "minoring");
    assertEquals(1 / 3.0, number(minoring, prediction, target), 1e-6);
    Spec majoring = pr.with("summation_method", "majoring");
    assertEquals(0.7555555556, number(majoring, prediction, target), 1e-6);
  }

  @Test
  void areasOfColumnsAreAveraged() {
    NdArray prediction = rows(2, 0.1, 0.9, 0.8, 0.6);
    NdArray target = rows(2, 0, 0, 1, 1);

    // Column 0 is in order, column 1 is not: (1 + 0) / 2.
    assertEquals(0.5, number(Spec.of("auc").with("multi_label", true), prediction, target), 1e-6);
  }

  @Test
  void scoresByColumnAndAveraged() {
    Spec f1 = Spec.of("f1_score").with("threshold", 0.5);
    Spec beta = Spec.of("fbeta_score").with("threshold", 0.5).with("beta", 2.0);

    same(new double[] {0.5, 0.8, 2 / 3.0}, array(f1, SCORES, SCORE_TARGET));
    same(new double[] {0.3846154, 0.9090909, 0.8333333}, array(beta, SCORES, SCORE_TARGET));
  }

  @Test
  void scoresOfClassesAsScikitLearnDocuments() {
    NdArray said = rows(6, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0); // 0 2 1 0 0 1
    NdArray are = ids(0, 1, 2, 0, 1, 2);
    Spec f1 = Spec.of("f1_score");

    same(new double[] {0.8, 0, 0}, array(f1, said, are));
    assertEquals(0.8 / 3, number(f1.with("average", "macro"), said, are), 1e-6);
    assertEquals(1 / 3.0, number(f1.with("average", "micro"), said, are), 1e-6);
    assertEquals(0.8 / 3, number(f1.with("average", "weighted"), said, are), 1e-6);
    // By weight class 0 is right to say 6 times, 1 and 2 twice each: tp 6, said 7, 12/13·6/10
    Spec weighted = f1.with("average", "weighted");
    assertEquals(7.2 / 13, number(weighted, said, are, 3, 1, 1, 3, 1, 1), 1e-6);
  }

  @Test
  void oneColumnHasOneScore() {
    // tp 1, fp 1, fn 1
    NdArray prediction = rows(4, 0.9, 0.8, 0.1, 0.2);
    assertEquals(0.5, number("f1_score", prediction, ids(1, 0, 1, 0)), 1e-6);
  }
}
