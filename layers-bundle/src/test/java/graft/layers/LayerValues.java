package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Probe;
import java.util.Map;

/** Short words for the value tests of layers. */
final class LayerValues {
  private LayerValues() {}

  /** An array of the given shape. */
  static NdArray array(int[] shape, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new NdArray(floats, shape);
  }

  static int[] shape(int... sizes) {
    return sizes;
  }

  /** The numbers 1, 2, 3 … */
  static NdArray upTo(int... shape) {
    NdArray array = NdArray.zeros(DType.F32, shape);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, i + 1);
    }
    return array;
  }

  /** The same number everywhere. */
  static NdArray full(double value, int... shape) {
    NdArray array = NdArray.zeros(DType.F32, shape);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, value);
    }
    return array;
  }

  /** In prediction, y has this shape and these values, to a few units in the last place of f32. */
  static void assertY(
      Spec spec, Map<String, NdArray> given, NdArray x, int[] shape, double... expected) {
    NdArray y = Probe.layer(spec, false, given, x).get("y");
    assertArrayEquals(shape, y.shape());
    assertArrayEquals((float[]) array(shape, expected).array(), (float[]) y.array(), 3e-6f);
  }

  static void assertY(Spec spec, NdArray x, int[] shape, double... expected) {
    assertY(spec, Map.of(), x, shape, expected);
  }

  /** The layer is refused while it is built, with this text in the message. */
  static void assertRefused(Spec spec, NdArray x, String text) {
    GraftException e =
        assertThrows(GraftException.class, () -> Probe.layer(spec, false, Map.of(), x));
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }
}
