package graft.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Lab;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Known values of optimizers and schedules, computed by hand from the formulas. */
class OptimizerValueTest {
  /** The parameter 1 after each step. */
  private static List<Double> path(Spec spec, double... gradients) {
    List<NdArray> arrays = new ArrayList<>();
    for (double g : gradients) {
      arrays.add(new NdArray(new float[] {(float) g}, 1));
    }
    Lab lab = Tck.lab();
    return lab.optimize(spec, new NdArray(new float[] {1}, 1), arrays, lab.reference(true)).stream()
        .map(value -> value.get(0))
        .toList();
  }

  private static double rate(Spec spec, double step) {
    return Probe.value(Kind.SCHEDULE, spec, new NdArray(new float[] {(float) step})).get(0);
  }

  @Test
  void sgdGoesDown() {
    List<Double> path = path(Spec.of("sgd").with("learning_rate", 0.1), 1, -2);

    assertEquals(0.9, path.get(0), 1e-7);
    assertEquals(1.1, path.get(1), 1e-7);
  }

  @Test
  void momentumAddsUp() {
    List<Double> path = path(Spec.of("sgd").with("momentum", 0.9), 1, 1);

    // v = −.01; v = −.009 − .01
    assertEquals(0.99, path.get(0), 1e-7);
    assertEquals(0.971, path.get(1), 1e-7);
  }

  @Test
  void nesterovLooksAhead() {
    List<Double> path = path(Spec.of("sgd").with("momentum", 0.9).with("nesterov", true), 1, 1);

    // 1 + .9·(−.01) − .01; then + .9·(−.019) − .01
    assertEquals(0.981, path.get(0), 1e-7);
    assertEquals(0.9539, path.get(1), 1e-7);
  }

  @Test
  void adamStepsByItsRate() {
    List<Double> path = path(Spec.of("adam").with("learning_rate", 0.1), 1, 3);

    // m = .1, v = .001: .1·√.001/.1·.1/(√.001 + 1e-7) = .0999997
    assertEquals(0.9000003, path.get(0), 2e-7);
    // m = .39, v = .009999; √(1 − .999²)/(1 − .9²) = .2353167; .1·.2353167·.39/(√.009999 + 1e-7)
    assertEquals(0.8082223, path.get(1), 3e-7);
  }

  @Test
  void amsgradDividesByTheGreatest() {
    Spec plain = Spec.of("adam").with("learning_rate", 0.1).with("beta_2", 0.5);

    List<Double> path = path(plain.with("amsgrad", true).with("beta_1", 0), 4, 0, 1);

    // v = 8, 4, 2.5, greatest 8: .1·√.875·1/√8 in the third step
    assertEquals(path.get(1) - 0.1 * Math.sqrt(0.875 / 8), path.get(2), 2e-7);
  }

  @Test
  void constantStays() {
    assertEquals(0.5, rate(Spec.of("constant").with("learning_rate", 0.5), 1000));
  }

  @Test
  void cosineFalls() {
    Spec spec =
        Spec.of("cosine")
            .with("initial_learning_rate", 0.1)
            .with("decay_steps", 100)
            .with("alpha", 0.2);

    // alpha + (1 − alpha)·½(1 + cos(π·t/100)) of .1
    assertEquals(0.1, rate(spec, 0), 1e-8);
    assertEquals(0.06, rate(spec, 50), 1e-8);
    assertEquals(0.02, rate(spec, 100), 1e-8);
    assertEquals(0.02, rate(spec, 1e6), 1e-8);
  }

  @Test
  void cosineWarmsUp() {
    Spec spec =
        Spec.of("cosine")
            .with("initial_learning_rate", 0.1)
            .with("decay_steps", 100)
            .with("warmup_target", 0.5)
            .with("warmup_steps", 10);

    assertEquals(0.1, rate(spec, 0), 1e-8);
    assertEquals(0.3, rate(spec, 5), 1e-7);
    assertEquals(0.5, rate(spec, 10), 1e-7);
    assertEquals(0.25, rate(spec, 60), 1e-7);
  }
}
