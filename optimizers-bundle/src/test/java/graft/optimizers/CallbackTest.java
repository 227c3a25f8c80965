package graft.optimizers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.api.run.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallbackTest {
  /** Remembers what a callback asked for. */
  private static final class Recorder implements Callback.Control {
    private final List<String> stops = new ArrayList<>();
    private double factor = 1;

    @Override
    public void stop(String reason) {
      stops.add(reason);
    }

    @Override
    public void rateFactor(double value) {
      factor = value;
    }

    @Override
    public double rateFactor() {
      return factor;
    }
  }

  private static Event epoch(double validationLoss) {
    Result training = new Result(1, Map.of("accuracy", 0.5), 10);
    Result validation = new Result(validationLoss, Map.of("accuracy", 1 - validationLoss), 10);
    return new Event.EpochEnd(1, 1, 1, 1, training, Optional.of(validation));
  }

  private static int epochsUntilStop(EarlyStopping.Config config, double... losses) {
    Recorder recorder = new Recorder();
    Callback.Session session = new EarlyStopping().open(config);
    for (int i = 0; i < losses.length; i++) {
      session.on(epoch(losses[i]), recorder);
      if (!recorder.stops.isEmpty()) {
        return i + 1;
      }
    }
    return -1;
  }

  private static EarlyStopping.Config stopping(String monitor, double minDelta, int patience) {
    return new EarlyStopping.Config(monitor, minDelta, patience, Monitor.Mode.AUTO, 0);
  }

  @Test
  void stopsAfterPatienceEpochsWithoutImprovement() {
    assertEquals(4, epochsUntilStop(stopping("val_loss", 0, 2), .5, .4, .4, .41, .3));
    assertEquals(-1, epochsUntilStop(stopping("val_loss", 0, 2), .5, .6, .4, .5, .3));
  }

  @Test
  void smallImprovementsDoNotCount() {
    assertEquals(2, epochsUntilStop(stopping("val_loss", 0.1, 1), .5, .45));
  }

  @Test
  void greaterAccuracyIsBetter() {
    assertEquals(3, epochsUntilStop(stopping("val_accuracy", 0, 1), .5, .4, .6));
  }

  @Test
  void nanIsNoImprovement() {
    assertEquals(2, epochsUntilStop(stopping("val_loss", 0, 2), Double.NaN, Double.NaN));
  }

  @Test
  void anUnknownFigureIsRefusedWithThoseThatAre() {
    Callback.Session stopping = new EarlyStopping().open(stopping("val_auc", 0, 1));
    List<String> figures = List.of("loss", "accuracy", "val_loss", "val_accuracy");
    ConfigException e = assertThrows(ConfigException.class, () -> stopping.figures(figures));

    assertEquals(
        "monitor: there is no figure 'val_auc' that is one number;"
            + " hint: figures are loss, accuracy, val_loss, val_accuracy",
        e.getMessage());
    assertDoesNotThrow(() -> new EarlyStopping().open(stopping("loss", 0, 1)).figures(figures));
  }

  @Test
  void aFigureOfValidationNeedsValidationData() {
    Callback.Session reducing =
        new ReduceLrOnPlateau()
            .open(new ReduceLrOnPlateau.Config("val_loss", 0.5, 1, Monitor.Mode.AUTO, 0, 2, 0.2));
    ConfigException e =
        assertThrows(ConfigException.class, () -> reducing.figures(List.of("loss", "accuracy")));

    assertTrue(e.getMessage().contains("data.validation holds back"), e.getMessage());
  }

  @Test
  void aSavedStateWithoutItsCountIsNamed() {
    Callback.Session session = new EarlyStopping().open(stopping("val_loss", 0, 1));

    ConfigException e =
        assertThrows(ConfigException.class, () -> session.restore(Map.of("best", 0.5)));

    assertEquals("expected a number 'waited' in the saved state, got {best=0.5}", e.getMessage());
  }

  @Test
  void plateausLowerTheRateAndRest() {
    Recorder recorder = new Recorder();
    Callback.Session session =
        new ReduceLrOnPlateau()
            .open(new ReduceLrOnPlateau.Config("val_loss", 0.5, 1, Monitor.Mode.AUTO, 0, 2, 0.2));
    List<Double> factors = new ArrayList<>();

    for (int i = 0; i < 9; i++) {
      session.on(epoch(0.5), recorder);
      factors.add(recorder.factor);
    }

    // The first epoch improves on nothing; then one of patience and two of rest in turn.
    assertEquals(List.of(1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2), factors);
  }

  /** Each epoch in a session of its own, which goes on from the one before. */
  private static List<Double> factorsAndStops(
      Supplier<Callback.Session> open, boolean resumed, double... losses) {
    Recorder recorder = new Recorder();
    List<Double> all = new ArrayList<>();
    Callback.Session session = open.get();
    for (double loss : losses) {
      if (resumed) {
        Map<String, Object> state = session.state();
        session = open.get();
        session.restore(state);
      }
      session.on(epoch(loss), recorder);
      all.add(recorder.factor);
      all.add((double) recorder.stops.size());
    }
    return all;
  }

  @Test
  void aSessionGoesOnFromItsState() {
    EarlyStopping.Config stop =
        new EarlyStopping.Config("val_accuracy", 0, 2, Monitor.Mode.AUTO, 1);
    ReduceLrOnPlateau.Config reduce =
        new ReduceLrOnPlateau.Config("val_loss", 0.5, 2, Monitor.Mode.AUTO, 0, 1, 0);
    double[] losses = {.1, .5, .4, .6, .6, .6, .6, .6, .3, .6};
    for (Supplier<Callback.Session> open :
        List.<Supplier<Callback.Session>>of(
            () -> new EarlyStopping().open(stop), () -> new ReduceLrOnPlateau().open(reduce))) {
      List<Double> whole = factorsAndStops(open, false, losses);
      assertEquals(whole, factorsAndStops(open, true, losses));
      assertTrue(new HashSet<>(whole).size() > 2, whole.toString()); // something happened
    }
  }
}
