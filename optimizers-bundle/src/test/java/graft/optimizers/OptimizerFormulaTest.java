package graft.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Lab;
import graft.tck.Tck;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * Optimizers on the parameter 1 with gradients 1, 3, −2 and rate .1. The expected numbers are those
 * of the formulas in double precision, written anew in Python from Keras' description.
 */
class OptimizerFormulaTest {
  private static final double[] GRADIENTS = {1, 3, -2};

  /** Three steps in f32 of numbers below 1: each rounds a few times by 6e-8. */
  private static final double TOLERANCE = 6e-7;

  private static NdArray number(double value) {
    return new NdArray(new float[] {(float) value}, 1);
  }

  private static Spec spec(String type) {
    return Spec.of(type).with("learning_rate", 0.1);
  }

  private static void assertPath(Spec spec, double[] gradients, double... expected) {
    Lab lab = Tck.lab();
    List<NdArray> path =
        lab.optimize(
            spec,
            number(1),
            DoubleStream.of(gradients).mapToObj(OptimizerFormulaTest::number).toList(),
            lab.reference(true));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], path.get(i).get(0), TOLERANCE, "step " + (i + 1));
    }
  }

  private static void assertPath(Spec spec, double... expected) {
    assertPath(spec, GRADIENTS, expected);
  }

  @Test
  void allKeepTheContract() {
    Tck.optimizer(Spec.of("adamw"));
    Tck.optimizer(Spec.of("adamw").with("amsgrad", true));
    Tck.optimizer(Spec.of("nadam"));
    Tck.optimizer(Spec.of("adamax"));
    Tck.optimizer(Spec.of("rmsprop"));
    Tck.optimizer(Spec.of("rmsprop").with("momentum", 0.9).with("centered", true));
    Tck.optimizer(Spec.of("adagrad"));
    Tck.optimizer(Spec.of("adadelta"));
    Tck.optimizer(Spec.of("lion"));
    Tck.optimizer(Spec.of("lamb"));
    // At small rates the weights, whose start is not 0, are drawn to 0.
    Tck.optimizer(Spec.of("ftrl").with("learning_rate", 1));
    Tck.optimizer(Spec.of("ftrl").with("learning_rate", 1).with("beta", 0.1));
  }

  @Test
  void adamwDecaysBesideTheStep() {
    assertPath(spec("adamw").with("weight_decay", 0.5), 0.8500003, 0.7157223, 0.6541458);
  }

  @Test
  void nadamLooksAhead() {
    assertPath(spec("nadam"), 0.8937212, 0.7945127, 0.8427119);
  }

  @Test
  void adamaxDividesByTheGreatest() {
    assertPath(spec("adamax"), 0.9, 0.8315790, 0.8129872);
  }

  @Test
  void rmspropDividesByTheRoot() {
    assertPath(spec("rmsprop"), 0.6837724, 0.3822611, 0.5582830);
    assertPath(spec("rmsprop").with("momentum", 0.5), 0.6837724, 0.2241473, 0.1703567);
    assertPath(spec("rmsprop").with("centered", true), 0.6666669, 0.3389301, 0.5165274);
  }

  @Test
  void adagradRemembersAllSquares() {
    assertPath(spec("adagrad"), 0.9046537, 0.8102562, 0.8635186);
  }

  @Test
  void adadeltaStepsAsBefore() {
    Spec spec = Spec.of("adadelta").with("learning_rate", 1).with("epsilon", 0.01);

    assertPath(spec, 0.5917517, 0.0215560, 0.4690419);
  }

  @Test
  void lionStepsByTheSign() {
    // The second gradient is against the momentum, but weak: .9·.01 − .1·.05 > 0.
    assertPath(spec("lion"), new double[] {1, -0.05, -2}, 0.9, 0.8, 0.9);
  }

  @Test
  void lambStepsByTheNorm() {
    Lab lab = Tck.lab();
    List<NdArray> path =
        lab.optimize(
            spec("lamb"),
            new NdArray(new float[] {1, 2}, 2),
            List.of(new NdArray(new float[] {1, 3}, 2), new NdArray(new float[] {2, -1}, 2)),
            lab.reference(true));

    assertEquals(0.8418861, path.get(0).get(0), TOLERANCE);
    assertEquals(1.8418861, path.get(0).get(1), TOLERANCE);
    assertEquals(0.6548140, path.get(1).get(0), TOLERANCE);
    assertEquals(1.7643155, path.get(1).get(1), TOLERANCE);
  }

  @Test
  void ftrlFollowsTheSumOfGradients() {
    assertPath(spec("ftrl"), 0.6031424, 0.5087449, 0.5620072);
    assertPath(
        spec("ftrl")
            .with("l1_regularization_strength", 0.5)
            .with("l2_regularization_strength", 0.2)
            .with("l2_shrinkage_regularization_strength", 0.1)
            .with("beta", 0.3),
        0.4050817,
        0.3175043,
        0.3647937);
  }
}
