package graft.api;

import org.osgi.annotation.versioning.ConsumerType;

/** What is measured: totals over batches, and their meaning at the end. */
@ConsumerType
public interface Metric<C> {
  /**
   * Adds a batch to the totals. {@code weight} has the shape of the scored elements, (batch) or
   * (batch, time …): sample weight × mask, 0 for what does not count.
   */
  void update(C config, Tensor prediction, Tensor target, Tensor weight, Totals totals);

  /**
   * The targets that it has a meaning for; by default any. What the output's loss ignores does not
   * count here either.
   */
  default TargetRange targets(C config, Shape prediction, Shape target) {
    return TargetRange.ANY;
  }

  /** The metric of the totals so far; usually a scalar. */
  Tensor result(C config, Totals totals);
}
