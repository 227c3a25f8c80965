package graft.metrics;

import graft.api.Doc;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.Totals;
import java.util.List;
import java.util.Optional;

/**
 * What counts as a yes.
 *
 * @param thresholds 0.5 if left out, or none at all with {@code top_k}
 */
public record Decision(
    @Range(min = 0, max = 1)
        @Doc("greater is a yes; several give an array; 0.5, or none with top_k")
        Optional<List<Double>> thresholds,
    @Range(min = 1) @Doc("only the k greatest of a row can be a yes") Optional<Integer> topK,
    @Range(min = 0) @Doc("this column alone") Optional<Integer> classId) {

  void add(Totals totals, Tensor prediction, Tensor target, Tensor weight) {
    Rows rows = Rows.labels(prediction, target, weight);
    rows = topK.map(rows::top).orElse(rows);
    rows = classId.map(rows::column).orElse(rows);
    double all = topK.isPresent() ? -Float.MAX_VALUE : 0.5;
    Counts.add(totals, rows, Counts.thresholds(thresholds.orElse(List.of(all))), false);
  }
}
