package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of {@code tp / (tp + fp + fn)} over the classes 0 and 1, those that occur. prediction
 * (batch, …, n) or (batch), probabilities; target likewise. Targets above 0.5 are a yes; class ids
 * count as one-hot vectors.
 */
@Component
@MetricType("binary_iou")
@Doc(
    value = "intersection over union of answers of yes and no",
    formula = "mean tp / (tp + fp + fn) over classes 0 and 1",
    shapes = "prediction (batch, …, n), target the same, or class ids (batch, …)",
    source = "Keras BinaryIoU")
public final class BinaryIou implements Metric<BinaryIou.Config> {
  public record Config(
      @Default("[0, 1]") @Range(min = 0, max = 1) @Doc("the classes that count")
          List<Integer> targetClassIds,
      @Default("0.5") @Doc("greater is class 1") double threshold) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Rows rows = Rows.labels(prediction, target, weight);
    Shape all = new Shape(List.of(rows.prediction().shape().elements()));
    Matrix.add(
        totals,
        rows.prediction().reshape(all),
        rows.target().reshape(all),
        rows.weight().reshape(all),
        c.threshold(),
        Optional.empty());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Matrix.meanIou(Matrix.of(totals), c.targetClassIds());
  }
}
