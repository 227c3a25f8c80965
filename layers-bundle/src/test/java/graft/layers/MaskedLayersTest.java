package graft.layers;

import static graft.layers.LayerValues.shape;
import static graft.layers.LayerValues.upTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.DType;
import graft.api.Graph;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Lab;
import graft.layers.activation.Softmax;
import graft.layers.core.IdentityLayer;
import graft.layers.core.SoftmaxLayer;
import graft.layers.pooling.GlobalAveragePooling1d;
import graft.layers.pooling.GlobalMaxPooling1d;
import graft.layers.reshaping.Permute;
import graft.tck.Tck;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What layers make of a mask; values by hand. */
class MaskedLayersTest {
  private static final Tensor X = input("x", DType.F32, 2, 3, 2);
  private static final Tensor MASK = input("mask", DType.BOOL, 2, 3);

  private final List<Optional<?>> set = new ArrayList<>();

  private static Tensor input(String name, DType dtype, int... sizes) {
    return Tensor.input(name, new TensorType(dtype, Shape.of(sizes)));
  }

  /** A scope in which X has MASK, and which notes the masks that are set. */
  private Scope scope() {
    return (Scope)
        Proxy.newProxyInstance(
            Scope.class.getClassLoader(),
            new Class<?>[] {Scope.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("activation")) {
                int axis = (Integer) ((Spec) arguments[0]).config().get("axis");
                return new Softmax().apply(new Softmax.Config(axis), (Tensor) arguments[1]);
              }
              if (!method.getName().equals("mask")) {
                throw new UnsupportedOperationException(method.getName());
              }
              if (arguments.length == 1) {
                return Optional.of(MASK);
              }
              set.add((Optional<?>) arguments[1]);
              return null;
            });
  }

  /** y where x is 1 … 12, all of the first example masked, and of the second the last step. */
  private static float[] value(Tensor y) {
    NdArray mask = new NdArray(new boolean[] {false, false, false, true, true, false}, shape(2, 3));
    Lab lab = Tck.lab();
    Graph graph = new Graph(List.of(X, MASK), List.of(y));
    Map<String, NdArray> inputs = Map.of("x", upTo(2, 3, 2), "mask", mask);
    return (float[]) lab.run(lab.lower(graph), inputs, lab.reference(true)).get(0).array();
  }

  @Test
  void globalAveragePooling1dCountsUnmaskedSteps() {
    Tensor y =
        new GlobalAveragePooling1d().apply(new GlobalAveragePooling1d.Config(false), X, scope());

    // Nothing counts; (7 + 9)/2 and (8 + 10)/2.
    assertArrayEquals(new float[] {0, 0, 8, 9}, value(y));
    assertEquals(List.of(Optional.empty()), set);
  }

  @Test
  void softmaxGivesMaskedElementsNothing() {
    Tensor y = new SoftmaxLayer().apply(new SoftmaxLayer.Config(1), X, scope());

    // Along steps 7, 9: 1/(1 + e²) and e²/(1 + e²); likewise 8, 10.
    float low = 0.11920292f;
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 0, 0, low, low, 1 - low, 1 - low, 0, 0}, value(y), 1e-6f);
  }

  @Test
  void aMaskDoesNotOutliveItsAxis() {
    new Permute().apply(new Permute.Config(List.of(2, 1)), X, scope());
    new GlobalMaxPooling1d().apply(new GlobalMaxPooling1d.Config(false), X, scope());
    assertEquals(List.of(Optional.empty(), Optional.empty()), set);

    new Permute().apply(new Permute.Config(List.of(1, 2)), X, scope());
    new IdentityLayer().apply(new NoConfig(), X, scope());
    assertEquals(2, set.size());
  }
}
