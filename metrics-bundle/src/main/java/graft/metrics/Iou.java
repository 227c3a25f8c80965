package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Metric;
import graft.api.MetricType;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * The mean of {@code tp / (tp + fp + fn)} over the given classes, of those that occur. prediction
 * (batch, …, classes), the greatest is said; target class ids (batch, …) or (batch, …, 1), or
 * (batch, …, classes). With one column, or (batch), the classes are 0 and 1.
 */
@Component
@MetricType("iou")
@Doc(
    value = "mean over some classes of intersection over union",
    formula = "mean tp / (tp + fp + fn) over target_class_ids that occur",
    shapes = "prediction (batch, …, classes) or (batch), target the same, or class ids (batch, …)",
    source = "Keras IoU, OneHotIoU")
public final class Iou implements Metric<Iou.Config> {
  public record Config(
      @Range(min = 0) @Doc("the classes that count") List<Integer> targetClassIds,
      @Default("0.5") @Doc("with one column: greater is class 1") double threshold,
      @Doc("a class that does not count, such as 255 or −1") Optional<Integer> ignoreClass) {}

  @Override
  public void update(Config c, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
    Matrix.add(totals, prediction, target, weight, c.threshold(), c.ignoreClass());
  }

  @Override
  public Tensor result(Config c, Totals totals) {
    return Matrix.meanIou(Matrix.of(totals), c.targetClassIds());
  }
}
