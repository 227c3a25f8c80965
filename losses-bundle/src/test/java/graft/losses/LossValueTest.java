package graft.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.tck.Probe;
import org.junit.jupiter.api.Test;

/** Known values of losses: the examples of Keras' documentation, 3.x, where it has one. */
class LossValueTest {
  private static final NdArray PROBABILITIES =
      new NdArray(new float[] {0.05f, 0.95f, 0, 0.1f, 0.8f, 0.1f}, 2, 3);

  private static float[] loss(Spec spec, NdArray prediction, NdArray target) {
    return (float[]) Probe.value(Kind.LOSS, spec, prediction, target).array();
  }

  private static NdArray floats(int rows, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, rows, floats.length / rows);
  }

  @Test
  void meanSquaredErrorOfKerasExample() {
    // mean_squared_error(y_true = [[0, 1], [0, 0]], y_pred = [[1, 1], [1, 0]]) = [.5, .5]
    assertArrayEquals(
        new float[] {0.5f, 0.5f},
        loss(Spec.of("mean_squared_error"), floats(2, 1, 1, 1, 0), floats(2, 0, 1, 0, 0)));
  }

  @Test
  void sparseCategoricalCrossentropyOfKerasExample() {
    NdArray ids = new NdArray(new int[] {1, 2}, 2);

    // [0.0513, 2.303] = −log 0.95, −log 0.1
    assertArrayEquals(
        new float[] {0.05129329f, 2.3025851f},
        loss(Spec.of("sparse_categorical_crossentropy"), PROBABILITIES, ids),
        1e-6f);
  }

  @Test
  void probabilityZeroIsClipped() {
    NdArray ids = new NdArray(new int[] {2, 2}, 2);

    // −log 1e-7
    assertEquals(
        16.118096, loss(Spec.of("sparse_categorical_crossentropy"), PROBABILITIES, ids)[0], 1e-5);
  }

  @Test
  void logitsNeedNoSmallNumbers() {
    Spec spec = Spec.of("sparse_categorical_crossentropy").with("from_logits", true);
    NdArray logits = floats(2, 1000, 0, 0, 0);

    // log(e^1000 + e^0) − 0 = 1000; log 2
    assertArrayEquals(
        new float[] {1000, 0.6931472f},
        loss(spec, logits, new NdArray(new float[] {1, 0}, 2, 1)),
        1e-6f);
  }

  @Test
  void gradientOfLogitsIsSoftmaxMinusOneHot() {
    Spec spec = Spec.of("sparse_categorical_crossentropy").with("from_logits", true);
    NdArray ids = new NdArray(new int[] {1}, 1);

    // softmax(1, 2, 3) − (0, 1, 0)
    assertArrayEquals(
        new float[] {0.09003057f, -0.75527153f, 0.66524096f},
        (float[]) Probe.gradient(Kind.LOSS, spec, floats(1, 1, 2, 3), ids).array(),
        1e-6f);
  }

  @Test
  void anUnknownClassIsAnError() {
    NdArray ids = new NdArray(new int[] {1, 3}, 2);

    DataException e =
        assertThrows(
            DataException.class,
            () -> loss(Spec.of("sparse_categorical_crossentropy"), PROBABILITIES, ids));

    assertTrue(e.getMessage().contains("3"), e.getMessage());
  }

  @Test
  void categoricalCrossentropyOfKerasExample() {
    assertArrayEquals(
        new float[] {0.05129329f, 2.3025851f},
        loss(Spec.of("categorical_crossentropy"), PROBABILITIES, floats(2, 0, 1, 0, 0, 0, 1)),
        1e-6f);
  }

  @Test
  void labelSmoothingSharesTheTarget() {
    Spec spec =
        Spec.of("categorical_crossentropy").with("from_logits", true).with("label_smoothing", 0.5);

    // t = (.75, .25), log p = (−log(1 + e⁻¹), −1 − log(1 + e⁻¹)): log(1 + e⁻¹) + .25
    assertEquals(0.5632617, loss(spec, floats(1, 1, 0), floats(1, 1, 0))[0], 1e-6);
  }

  @Test
  void binaryCrossentropyOfKerasExample() {
    NdArray logits = floats(1, -18.6, 0.51, 2.94, -12.8);
    NdArray target = floats(1, 0, 1, 0, 0);

    // 0.865
    assertEquals(
        0.865458,
        loss(Spec.of("binary_crossentropy").with("from_logits", true), logits, target)[0],
        1e-5);
    // −log .8 and −log(1 − .4), halved
    assertEquals(
        0.3669846,
        loss(Spec.of("binary_crossentropy"), floats(1, 0.8, 0.4), floats(1, 1, 0))[0],
        1e-6);
  }

  @Test
  void nothingBroadcasts() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> loss(Spec.of("mean_squared_error"), floats(2, 1, 2, 3, 4), floats(2, 1, 2)));

    assertTrue(e.getMessage().contains("one shape, got (batch, 2) and (batch, 1)"), e.getMessage());
  }
}
