package graft.optimizers;

import graft.api.CallbackType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.run.Callback;
import graft.api.run.Event;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Multiplies the learning rate by {@code factor} when a figure has not improved by more than {@code
 * min_delta} for {@code patience} epochs, then leaves it alone for {@code cooldown} epochs.
 *
 * <p>As Keras' ReduceLROnPlateau, but that the least rate is given as a share of the schedule's
 * rate ({@code min_factor}): a callback does not know the rate, it scales it.
 */
@Component
@CallbackType("reduce_lr_on_plateau")
@Doc("lowers the learning rate when a figure stalls")
public final class ReduceLrOnPlateau implements Callback<ReduceLrOnPlateau.Config> {
  public record Config(
      @Default("val_loss") @Doc("loss, a metric, or val_ and one of them") String monitor,
      @Default("0.1") @Range(min = 0, max = 1, maxExclusive = true) double factor,
      @Default("10") @Range(min = 0) @Doc("epochs without improvement") int patience,
      @Default("auto") @Doc("which way is better") Monitor.Mode mode,
      @Default("0.0001") @Range(min = 0) double minDelta,
      @Default("0") @Range(min = 0) @Doc("epochs of rest after a change") int cooldown,
      @Default("0") @Range(min = 0) @Doc("least product of all factors") double minFactor) {}

  @Override
  public Session open(Config c) {
    Monitor monitor = new Monitor(c.monitor(), c.mode(), c.minDelta());
    return new Session() {
      private int rest;

      @Override
      public void on(Event event, Control control) {
        if (event instanceof Event.EpochEnd end) {
          int waited = monitor.see(end);
          if (rest > 0) {
            rest--;
            monitor.restart();
          } else if (waited > 0 && waited >= c.patience()) {
            control.rateFactor(Math.max(control.rateFactor() * c.factor(), c.minFactor()));
            rest = c.cooldown();
            monitor.restart();
          }
        }
      }

      @Override
      public void figures(List<String> figures) {
        monitor.require(figures);
      }

      @Override
      public Map<String, Object> state() {
        Map<String, Object> state = monitor.state();
        state.put("rest", (long) rest);
        return state;
      }

      @Override
      public void restore(Map<String, Object> state) {
        monitor.restore(state);
        rest = Monitor.count(state, "rest");
      }
    };
  }
}
