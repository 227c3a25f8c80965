package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Up from {@code max/div_factor} to max over the first {@code pct_start·total_steps} steps, down to
 * {@code max/(div_factor·final_div_factor)} over the others, each half a cosine wave or a line.
 * Smith and Topin 2017, arXiv 1708.07120; numbers as PyTorch's OneCycleLR of two phases, whose ends
 * are the steps {@code pct_start·total_steps − 1} and {@code total_steps − 1}. Then the rate stays.
 */
@Component
@ScheduleType("one_cycle")
@Doc(
    value = "one rise to the greatest rate and one long fall far below the first",
    formula = "max/div_factor → max → max/(div_factor·final_div_factor)",
    source = "Smith, Topin 2017, arXiv 1708.07120; as PyTorch's OneCycleLR")
public final class OneCycle implements Schedule<OneCycle.Config> {
  /** The form of rise and fall. */
  public enum Strategy {
    COS,
    LINEAR
  }

  public record Config(
      @Range(min = 0) double maxLearningRate,
      @Range(min = 2) @Doc("optimizer steps of the whole training") long totalSteps,
      @Default("0.3") @Range(min = 0, max = 1) @Doc("share of the steps that rise") double pctStart,
      @Default("cos") Strategy annealStrategy,
      @Default("25") @Range(min = 1) double divFactor,
      @Default("1e4") @Range(min = 1) double finalDivFactor) {}

  @Override
  public Tensor apply(Config c, Tensor step) {
    double first = c.maxLearningRate() / c.divFactor();
    double last = first / c.finalDivFactor();
    double peak = Math.max(0, c.pctStart() * c.totalSteps() - 1);
    double end = c.totalSteps() - 1;
    // A phase of no length is over at once.
    Tensor rise = step.divide(Math.max(peak, 1e-6)).minimum(1);
    Tensor fall = step.subtract(peak).divide(Math.max(end - peak, 1e-6)).clip(0, 1);
    Tensor up = between(c, first, c.maxLearningRate(), rise);
    Tensor down = between(c, c.maxLearningRate(), last, fall);
    return step.less(Tensor.constant(step.dtype(), peak)).select(up, down);
  }

  private static Tensor between(Config c, double from, double to, Tensor share) {
    Tensor way =
        switch (c.annealStrategy()) {
          case LINEAR -> share;
          case COS -> share.multiply(Math.PI).cos().negate().add(1).multiply(0.5);
        };
    // Both ends are met exactly, however far apart they are.
    return way.negate().add(1).multiply(from).add(way.multiply(to));
  }
}
