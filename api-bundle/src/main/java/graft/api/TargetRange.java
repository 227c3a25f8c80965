package graft.api;

import java.util.Optional;

/**
 * The targets that a loss or a metric is made for. The core looks at each batch before it trains on
 * it, and refuses others with the place of the example, the value, and what is allowed.
 *
 * @param least the least value
 * @param most the greatest value
 * @param whole whole numbers only
 * @param ignored a value, inside or outside, whose elements do not count: neither in the loss, nor
 *     in its mean, nor in metrics
 */
public record TargetRange(double least, double most, boolean whole, Optional<Double> ignored) {
  /** Whatever the data hold, NaN too. */
  public static final TargetRange ANY =
      new TargetRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, Optional.empty());

  private static final double ROUNDING = 1e-5;

  /** All numbers from {@code least} to {@code most}. */
  public static TargetRange of(double least, double most) {
    return new TargetRange(least, most, false, Optional.empty());
  }

  /** Class numbers from 0 on. */
  public static TargetRange classes(int count) {
    return new TargetRange(0, count - 1, true, Optional.empty());
  }

  /** The same, and this value for elements that do not count. */
  public TargetRange ignoring(Optional<Double> value) {
    return new TargetRange(least, most, whole, value);
  }

  /** True if it allows whatever there is. */
  public boolean isOpen() {
    return least == Double.NEGATIVE_INFINITY && most == Double.POSITIVE_INFINITY && !whole;
  }

  /** Fractions may miss the range by what rounding in f32 makes of a mixture, 1e-5. */
  public boolean allows(double value) {
    double slack = whole ? 0 : ROUNDING;
    return (value >= least - slack
            && value <= most + slack
            && (!whole || value == Math.rint(value)))
        || isOpen()
        || (ignored.isPresent() && ignored.get() == value);
  }

  /** What stands in place of what is ignored: the value in the range that is closest to 0. */
  public double substitute() {
    return Math.min(Math.max(0, least), most);
  }

  /** For messages: {@code whole numbers from 0 to 9, or -1 for what does not count}. */
  @Override
  public String toString() {
    String range = (whole ? "whole numbers" : "numbers") + " from " + text(least);
    String other =
        ignored.map(value -> ", or " + text(value) + " for what does not count").orElse("");
    return range + " to " + text(most) + other;
  }

  /** A number without a fraction that is none. */
  public static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
