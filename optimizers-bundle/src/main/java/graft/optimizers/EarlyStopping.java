package graft.optimizers;

import graft.api.CallbackType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.run.Callback;
import graft.api.run.Event;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Ends the training when a figure has not improved by more than {@code min_delta} for {@code
 * patience} epochs (0: at the first epoch that is no better, as in Keras). The checkpoint of the
 * best epoch is the trainer's. A resumed run counts on.
 */
@Component
@CallbackType("early_stopping")
@Doc("ends the training when a figure has not improved for some epochs")
public final class EarlyStopping implements Callback<EarlyStopping.Config> {
  public record Config(
      @Default("val_loss") @Doc("loss, a metric, or val_ and one of them") String monitor,
      @Default("0") @Range(min = 0) double minDelta,
      @Default("0") @Range(min = 0) @Doc("epochs without improvement") int patience,
      @Default("auto") @Doc("which way is better") Monitor.Mode mode,
      @Default("0") @Range(min = 0) @Doc("epochs that do not count at first") int startFromEpoch) {}

  @Override
  public Session open(Config c) {
    Monitor monitor = new Monitor(c.monitor(), c.mode(), c.minDelta());
    return new Session() {
      private int epochs;

      @Override
      public void on(Event event, Control control) {
        if (event instanceof Event.EpochEnd end && epochs++ >= c.startFromEpoch()) {
          int waited = monitor.see(end);
          if (waited > 0 && waited >= c.patience()) {
            String time = waited == 1 ? " epoch" : " epochs";
            String best = String.format(Locale.ROOT, "%.4g", monitor.best());
            control.stop(
                c.monitor() + " has not been better than " + best + " for " + waited + time);
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
        state.put("epochs", (long) epochs);
        return state;
      }

      @Override
      public void restore(Map<String, Object> state) {
        monitor.restore(state);
        epochs = Monitor.count(state, "epochs");
      }
    };
  }
}
