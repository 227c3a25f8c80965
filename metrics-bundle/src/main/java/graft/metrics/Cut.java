package graft.metrics;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;

/** Where answers of yes begin. */
public record Cut(
    @Default("0.5") @Range(min = 0, max = 1) @Doc("greater is a yes; several give an array")
        List<Double> thresholds) {

  void add(Totals totals, Tensor prediction, Tensor target, Tensor weight) {
    Rows rows = Rows.labels(prediction, target, weight);
    Counts.add(totals, rows, Counts.thresholds(thresholds), false);
  }
}
