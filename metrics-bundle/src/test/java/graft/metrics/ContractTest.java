package graft.metrics;

import graft.api.Spec;
import graft.api.TensorType;
import graft.tck.Tck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One line of the test kit for each type and each kind of shapes that it takes. */
class ContractTest {
  private static final TensorType CLASSES = Tck.f32(4);
  private static final TensorType IDS = Tck.i32();
  private static final TensorType NUMBER = Tck.f32();

  private static void same(Spec spec) {
    Tck.metric(spec, CLASSES, CLASSES);
    Tck.metric(spec, NUMBER, NUMBER);
  }

  private static void labels(Spec spec) {
    Tck.metric(spec, CLASSES, CLASSES);
    Tck.metric(spec, CLASSES, IDS);
    Tck.metric(spec, Tck.f32(1), IDS);
  }

  private static void sparse(Spec spec) {
    Tck.metric(spec, CLASSES, IDS);
    Tck.metric(spec, Tck.f32(3, 4), Tck.i32(3));
  }

  @Test
  void accuracies() {
    sparse(Spec.of("accuracy"));
    same(Spec.of("accuracy"));
    same(Spec.of("binary_accuracy"));
    Tck.metric(Spec.of("categorical_accuracy"), CLASSES, CLASSES);
    sparse(Spec.of("sparse_categorical_accuracy"));
    Tck.metric(Spec.of("top_k_categorical_accuracy").with("k", 2L), CLASSES, CLASSES);
    sparse(Spec.of("sparse_top_k_categorical_accuracy").with("k", 2L));
  }

  @Test
  void errors() {
    same(Spec.of("mean_squared_error"));
    Tck.metric(Spec.of("root_mean_squared_error"), CLASSES, CLASSES);
    Tck.metric(Spec.of("mean_absolute_error"), CLASSES, CLASSES);
    Tck.metric(Spec.of("mean_absolute_percentage_error"), CLASSES, CLASSES);
    Tck.metric(Spec.of("mean_squared_logarithmic_error"), CLASSES, CLASSES);
    Tck.metric(Spec.of("log_cosh_error"), CLASSES, CLASSES);
    Tck.metric(Spec.of("poisson"), CLASSES, CLASSES);
    same(Spec.of("r2_score"));
    same(Spec.of("pearson_correlation"));
    Tck.metric(Spec.of("concordance_correlation"), CLASSES, CLASSES);
    Tck.metric(Spec.of("cosine_similarity"), CLASSES, CLASSES);
  }

  @Test
  void hinges() {
    Tck.metric(Spec.of("hinge"), CLASSES, CLASSES);
    Tck.metric(Spec.of("squared_hinge"), CLASSES, CLASSES);
    Tck.metric(Spec.of("categorical_hinge"), CLASSES, CLASSES);
  }

  @Test
  void crossentropies() {
    same(Spec.of("binary_crossentropy"));
    Tck.metric(Spec.of("binary_crossentropy").with("from_logits", true), NUMBER, NUMBER);
    Tck.metric(Spec.of("categorical_crossentropy"), CLASSES, CLASSES);
    sparse(Spec.of("sparse_categorical_crossentropy").with("from_logits", true));
    sparse(Spec.of("perplexity"));
    Tck.metric(Spec.of("kl_divergence"), CLASSES, CLASSES);
  }

  @Test
  void counts() {
    labels(Spec.of("true_positives"));
    Tck.metric(Spec.of("false_positives"), CLASSES, IDS);
    Tck.metric(Spec.of("true_negatives"), CLASSES, IDS);
    Tck.metric(Spec.of("false_negatives"), CLASSES, IDS);
    labels(Spec.of("precision"));
    Tck.metric(Spec.of("recall"), CLASSES, IDS);
    Tck.metric(Spec.of("precision").with("top_k", 2L).with("class_id", 1L), CLASSES, IDS);
    Tck.metric(Spec.of("recall").with("thresholds", List.of(0.2, 0.5, 0.8)), CLASSES, IDS);
  }

  @Test
  void curves() {
    Tck.metric(Spec.of("specificity_at_sensitivity").with("sensitivity", 0.5), NUMBER, IDS);
    Tck.metric(Spec.of("sensitivity_at_specificity").with("specificity", 0.5), NUMBER, IDS);
    Tck.metric(Spec.of("precision_at_recall").with("recall", 0.5), NUMBER, IDS);
    Tck.metric(Spec.of("recall_at_precision").with("precision", 0.25), NUMBER, IDS);
    labels(Spec.of("auc").with("num_thresholds", 50L));
    Tck.metric(Spec.of("auc").with("curve", "pr").with("multi_label", true), CLASSES, IDS);
  }

  @Test
  void scores() {
    labels(Spec.of("f1_score"));
    Tck.metric(Spec.of("fbeta_score").with("beta", 2.0).with("average", "weighted"), CLASSES, IDS);
  }

  @Test
  void matrices() {
    labels(Spec.of("confusion_matrix"));
    Tck.metric(Spec.of("mean_iou"), CLASSES, IDS);
    Tck.metric(Spec.of("iou").with("target_class_ids", List.of(0L, 1L)), CLASSES, IDS);
    Tck.metric(Spec.of("binary_iou"), CLASSES, CLASSES);
    Tck.metric(Spec.of("cohen_kappa").with("weights", "linear"), CLASSES, IDS);
    Tck.metric(Spec.of("matthews_correlation"), CLASSES, IDS);
  }
}
