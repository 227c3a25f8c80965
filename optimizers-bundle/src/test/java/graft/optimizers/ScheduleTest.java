package graft.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Known rates, by hand from the formulas. */
class ScheduleTest {
  private static double rate(Spec spec, double step) {
    return Probe.value(Kind.SCHEDULE, spec, new NdArray(new float[] {(float) step})).get(0);
  }

  /** Rates at pairs of step and rate; f32 keeps seven digits. */
  private static void assertRates(Spec spec, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      double expected = pairs[i + 1];
      assertEquals(
          expected, rate(spec, pairs[i]), 2e-6 * Math.abs(expected) + 1e-9, "step " + pairs[i]);
    }
  }

  private static Spec decay(String type, double initial, long steps) {
    return Spec.of(type).with("initial_learning_rate", initial).with("decay_steps", steps);
  }

  @Test
  void allKeepTheContract() {
    Tck.schedule(decay("exponential_decay", 0.1, 100).with("decay_rate", 0.9));
    Tck.schedule(decay("inverse_time_decay", 0.1, 100).with("decay_rate", 0.5));
    Tck.schedule(decay("polynomial_decay", 0.1, 100).with("power", 2));
    Tck.schedule(decay("polynomial_decay", 0.1, 100).with("cycle", true));
    Tck.schedule(Spec.of("step_decay").with("initial_learning_rate", 0.1).with("step_size", 30));
    Tck.schedule(restarts().with("t_mul", 1));
    Tck.schedule(restarts());
    Tck.schedule(piecewise(List.of(10, 20), List.of(0.1, 0.01, 0.001)));
    Tck.schedule(Spec.of("noam").with("model_size", 512));
    Tck.schedule(Spec.of("one_cycle").with("max_learning_rate", 0.1).with("total_steps", 100));
    Tck.schedule(warmup(10));
  }

  @Test
  void exponentialDecay() {
    Spec spec = decay("exponential_decay", 0.1, 10).with("decay_rate", 0.25);

    // .1·¼^½ = .05
    assertRates(spec, 0, 0.1, 5, 0.05, 10, 0.025, 20, 0.00625);
    assertRates(spec.with("staircase", true), 0, 0.1, 9, 0.1, 10, 0.025, 19, 0.025);
  }

  @Test
  void stepDecay() {
    Spec spec = Spec.of("step_decay").with("initial_learning_rate", 0.5).with("step_size", 3);

    assertRates(spec, 0, 0.5, 2, 0.5, 3, 0.05, 6, 0.005);
  }

  @Test
  void inverseTimeDecay() {
    Spec spec = decay("inverse_time_decay", 0.1, 10).with("decay_rate", 3);

    // .1/(1 + 3·½)
    assertRates(spec, 0, 0.1, 5, 0.04, 10, 0.025);
    assertRates(spec.with("staircase", true), 9, 0.1, 10, 0.025);
  }

  @Test
  void polynomialDecay() {
    Spec spec = decay("polynomial_decay", 0.5, 10).with("end_learning_rate", 0.1);

    assertRates(spec, 0, 0.5, 5, 0.3, 10, 0.1, 100, 0.1);
    // .4·¼ + .1
    assertRates(spec.with("power", 2), 5, 0.2);
    // The second time over 20 steps: .4·(1 − 15/20) + .1; at 10 still the first.
    assertRates(spec.with("cycle", true), 0, 0.5, 10, 0.1, 15, 0.2, 20, 0.1);
  }

  private static Spec restarts() {
    return Spec.of("cosine_decay_restarts")
        .with("initial_learning_rate", 1)
        .with("first_decay_steps", 10);
  }

  @Test
  void cosineRestartsLongerAndLower() {
    Spec spec = restarts().with("m_mul", 0.5).with("alpha", 0.1);

    // Waves from 0, 10, 30, 70: .9·½ⁱ·½(1 + cos(π·f)) + .1
    assertRates(spec, 0, 1, 5, 0.55, 10, 0.55, 20, 0.325, 29, 0.1027701, 30, 0.325, 70, 0.2125);
    assertRates(restarts().with("t_mul", 1), 0, 1, 5, 0.5, 10, 1, 25, 0.5);
  }

  private static Spec piecewise(List<Integer> boundaries, List<Double> values) {
    return Spec.of("piecewise_constant_decay")
        .with("boundaries", boundaries)
        .with("values", values);
  }

  @Test
  void piecewiseConstantIncludesItsBoundaries() {
    Spec spec = piecewise(List.of(10, 20), List.of(0.1, 0.01, 0.001));

    // Keras: values[0] for step ≤ boundaries[0].
    assertRates(spec, 0, 0.1, 10, 0.1, 11, 0.01, 20, 0.01, 21, 0.001);
  }

  @Test
  void piecewiseConstantNeedsOneMoreValue() {
    ConfigException few =
        assertThrows(ConfigException.class, () -> rate(piecewise(List.of(10), List.of(0.1)), 0));
    ConfigException down =
        assertThrows(
            ConfigException.class,
            () -> rate(piecewise(List.of(20, 10), List.of(0.1, 0.1, 0.1)), 0));

    assertTrue(few.getMessage().contains("one more than boundaries (2), got 1"), few.getMessage());
    assertTrue(down.getMessage().contains("an ascending list, got [20, 10]"), down.getMessage());
  }

  @Test
  void noamRisesAndFalls() {
    Spec spec = Spec.of("noam").with("model_size", 64).with("warmup_steps", 16);

    // Step t from 1: ⅛·min(1/√t, t/64): at 4, 16 and 64.
    assertRates(spec, 3, 0.0078125, 15, 0.03125, 63, 0.015625);
  }

  @Test
  void oneCycleOfPytorch() {
    Spec spec = Spec.of("one_cycle").with("max_learning_rate", 0.1).with("total_steps", 100);

    // OneCycleLR: .1/25 → .1 at step 29 → .004/1e4 at step 99; half way (52 and 50.00002
    // thousandths)
    // both forms are equal.
    assertRates(spec, 0, 0.004, 14.5, 0.052, 29, 0.1, 64, 0.0500002, 200, 4e-7);
    assertRates(spec.with("anneal_strategy", "linear"), 14.5, 0.052, 64, 0.0500002);
    // ⅓ of the rise: .004 + .096·½(1 − cos(π/3)) = .028
    assertRates(spec, 29 / 3.0, 0.028);
  }

  private static Spec warmup(long steps) {
    return Spec.of("warmup")
        .with("warmup_steps", steps)
        .with(
            "schedule", Map.of("type", "cosine", "initial_learning_rate", 0.4, "decay_steps", 100));
  }

  @Test
  void warmupLeadsToAnotherSchedule() {
    // A line to .4, then the cosine from its beginning: half way at 10 + 50.
    assertRates(warmup(10), 0, 0, 5, 0.2, 10, 0.4, 60, 0.2, 110, 0);
    assertRates(warmup(10).with("start_factor", 0.5), 0, 0.2, 5, 0.3, 10, 0.4);
  }

  @Test
  void warmupNamesAScheduleThatIsMissing() {
    Spec spec = Spec.of("warmup").with("warmup_steps", 5).with("schedule", "cosin");

    String message = assertThrows(RuntimeException.class, () -> rate(spec, 0)).getMessage();

    assertTrue(message.contains("schedule 'warmup': its schedule (cosin)"), message);
  }
}
