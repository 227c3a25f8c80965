package graft.metrics;

import static graft.metrics.Measured.ids;
import static graft.metrics.Measured.number;
import static graft.metrics.Measured.rows;
import static graft.metrics.Measured.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.NdArray;
import graft.api.Spec;
import org.junit.jupiter.api.Test;

/**
 * Means of errors and of losses; numbers are those of Keras' documentation if not said otherwise.
 */
class ErrorValueTest {
  private static final NdArray TARGET = rows(2, 0, 1, 0, 0);
  private static final NdArray ONES = rows(2, 1, 1, 0, 0);
  private static final NdArray SHARES = rows(2, 0.6, 0.4, 0.4, 0.6);
  private static final NdArray THREE = rows(2, 0.05, 0.95, 0, 0.1, 0.8, 0.1);

  /** The second example weighs nothing in the second number. */
  private static void check(String type, NdArray prediction, double all, double first) {
    assertEquals(all, number(type, prediction, TARGET), 1e-6 * (1 + all), type);
    assertEquals(first, number(type, prediction, TARGET, 1, 0), 1e-6 * (1 + first), type);
  }

  @Test
  void errorsOfNumbers() {
    check("mean_absolute_error", ONES, 0.25, 0.5);
    check("mean_squared_error", ONES, 0.25, 0.5);
    check("root_mean_squared_error", ONES, 0.5, 0.70710677);
    check("mean_absolute_percentage_error", ONES, 2.5e8, 5e8);
    check("mean_squared_logarithmic_error", ONES, 0.12011322, 0.24022643);
    check("log_cosh_error", ONES, 0.108445, 0.21689);
    check("poisson", ONES, 0.49999997, 0.99999994);
  }

  @Test
  void hinges() {
    check("hinge", SHARES, 1.3, 1.1);
    check("squared_hinge", SHARES, 1.86, 1.46);
    check("categorical_hinge", SHARES, 1.4, 1.2);
  }

  @Test
  void crossentropies() {
    check("kl_divergence", SHARES, 0.45814306, 0.9162892);
    check("binary_crossentropy", SHARES, 0.81492424, 0.9162905);
    NdArray oneHot = rows(2, 0, 1, 0, 0, 0, 1);
    assertEquals(1.1769392, number("categorical_crossentropy", THREE, oneHot), 1e-6);
    assertEquals(1.6271976, number("categorical_crossentropy", THREE, oneHot, 0.3, 0.7), 1e-6);
    assertEquals(1.1769392, number("sparse_categorical_crossentropy", THREE, ids(1, 2)), 1e-6);
    // exp(1.1769392)
    assertEquals(3.2444286, number("perplexity", THREE, ids(1, 2)), 1e-5);
  }

  @Test
  void logitsAreAsGoodAsTheirProbabilities() {
    Spec binary = Spec.of("binary_crossentropy").with("from_logits", true);
    Spec sparse = Spec.of("sparse_categorical_crossentropy").with("from_logits", true);

    // log(1 + e²) = 2.126928 for logit 2 of a no, log(1 + e⁻¹⁰⁰) = 0 for logit 100 of a yes
    assertEquals(1.063464, number(binary, vector(2, 100), vector(0, 1)), 1e-6);
    // log(e¹ + e² + e³) − 3 = 0.407606
    assertEquals(0.407606, number(sparse, rows(1, 1, 2, 3), ids(2)), 1e-6);
  }

  @Test
  void anIgnoredClassDoesNotCount() {
    Spec sparse = Spec.of("sparse_categorical_crossentropy").with("ignore_class", 2L);

    assertEquals(-Math.log(0.95), number(sparse, THREE, ids(1, 2)), 1e-6);
  }

  @Test
  void labelsAreSmoothed() {
    Spec binary = Spec.of("binary_crossentropy").with("label_smoothing", 0.2);

    // t = 0.9: −(0.9·log 0.8 + 0.1·log 0.2)
    assertEquals(0.361773, number(binary, vector(0.8), vector(1)), 1e-6);
  }

  @Test
  void cosineOfAVectorWithItselfIsOne() {
    NdArray target = rows(2, 0, 1, 1, 1);
    NdArray prediction = rows(2, 1, 0, 1, 1);

    assertEquals(0.5, number("cosine_similarity", prediction, target), 1e-6);
    assertEquals(0.7, number("cosine_similarity", prediction, target, 0.3, 0.7), 1e-6);
  }

  @Test
  void r2IsTheShareOfTheVariance() {
    NdArray target = rows(3, 1, 4, 3);
    NdArray prediction = rows(3, 2, 4, 4);

    assertEquals(0.57142854, number("r2_score", prediction, target), 1e-6);
    // 1 − (1 − 4/7)·2/1
    Spec adjusted = Spec.of("r2_score").with("num_regressors", 1L);
    assertEquals(1.0 / 7, number(adjusted, prediction, target), 1e-6);
  }

  @Test
  void r2OfColumnsAsScikitLearnDocuments() {
    NdArray target = rows(3, 0.5, 1, -1, 1, 7, -6);
    NdArray prediction = rows(3, 0, 2, -1, 2, 8, -5);
    Spec weighted = Spec.of("r2_score").with("class_aggregation", "variance_weighted_average");
    Spec none = Spec.of("r2_score").with("class_aggregation", "none");

    assertEquals(0.93825665859, number(weighted, prediction, target), 1e-6);
    // 1 − 1.25/36.1667 and 1 − 3/32.6667
    NdArray columns = Measured.array(none, prediction, target);
    assertEquals(0.9654378, columns.get(0), 1e-6);
    assertEquals(0.9081633, columns.get(1), 1e-6);
  }

  @Test
  void aConstantTargetHasNothingToExplain() {
    assertEquals(0, number("r2_score", vector(1, 2, 3), vector(0.1, 0.1, 0.1)));
    assertEquals(0, number("pearson_correlation", vector(1, 2, 3), vector(0.1, 0.1, 0.1)));
  }

  @Test
  void correlationsOverExamples() {
    NdArray x = vector(1, 2, 3, 4, 5, 6, 7);
    NdArray y = vector(10, 9, 2.5, 6, 4, 3, 2);

    // SciPy's documentation of pearsonr
    assertEquals(-0.828503883588428, number("pearson_correlation", x, y), 1e-7);
    // NumPy: 2·mean((x − 4)(y − ȳ)) / (var x + var y + (4 − ȳ)²)
    assertEquals(-0.6882793017456359, number("concordance_correlation", x, y), 1e-7);
  }

  @Test
  void aLargeMeanLeavesCorrelationsExact() {
    // Squares of 4096 and more are no f32; in f64 2²⁴·2⁻⁵³ / variance is 3e-9.
    NdArray x = vector(4096, 4097, 4098);

    assertEquals(1, number("pearson_correlation", x, vector(5, 6, 7)), 1e-8);
  }
}
