package graft.data.transform.table;

import graft.data.transform.FeatureFit;
import java.util.Map;

/** Mean and biased standard deviation; Welford 1962: no cancellation, whatever the mean. */
final class Moments implements FeatureFit.Learner {
  private long count;
  private double mean;
  private double squares;

  @Override
  public void accept(double x) {
    count++;
    double delta = x - mean;
    mean += delta / count;
    squares += delta * (x - mean);
  }

  double mean() {
    return mean;
  }

  /** How many values came. */
  long count() {
    return count;
  }

  @Override
  public Map<String, Object> learned() {
    return Map.of("mean", mean, "deviation", Math.sqrt(squares / Math.max(count, 1)));
  }
}
