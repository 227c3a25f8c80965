package graft.core.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the backward scan of h' = tanh(h·w + x + b) has in it; GradientsTest has the values. */
class ScanGradientTest {
  private static final Shape STATE = Shape.of(2, 3);

  private final Tensor w = input("w", Shape.of(3, 3));
  private final Tensor b = input("b", Shape.of(3));
  private final Tensor factor = input("factor", STATE);

  private static Tensor input(String name, Shape shape) {
    return Tensor.input(name, new TensorType(DType.F32, shape));
  }

  private List<Tensor> gradients(List<Tensor> to) {
    Tensor h = input("h", STATE);
    Tensor x = input("x", STATE);
    Tensor innerW = input("inner w", w.shape());
    Tensor innerB = input("inner b", b.shape());
    Tensor innerFactor = input("inner factor", STATE);
    Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));
    Tensor next = h.matmul(innerW).add(x).add(innerB).multiply(innerFactor).tanh();
    Graph body = new Graph(List.of(h, x, innerW, innerB, innerFactor, time), List.of(next));
    Tensor start = input("start", STATE);
    Tensor xs = input("xs", STATE.prepend(Dim.of(5)));
    Op scan = new Op.Scan(body, 1, 1, Dim.of(5), false);
    return Gradients.of(Tensor.of(scan, start, xs, w, b, factor).part(0), to);
  }

  private static Op.Scan backward(Tensor gradient) {
    return Graph.order(List.of(gradient)).stream()
        .filter(node -> node.op() instanceof Op.Scan scan && scan.reverse())
        .map(node -> (Op.Scan) node.op())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void weightsGradientIsOneProductAfterTheScan() {
    Tensor gradient = gradients(List.of(w)).get(0);

    Op.MatMul product = assertInstanceOf(Op.MatMul.class, gradient.op());
    assertTrue(product.transposeA());
    // (time·batch, 3) both: the carries of all steps, and the gradients of all products.
    assertEquals(Shape.of(10, 3), gradient.operands().get(0).shape());
    assertEquals(1, backward(gradient).carries());
  }

  @Test
  void biasGradientIsOneSumAfterTheScan() {
    Tensor gradient = gradients(List.of(b)).get(0);

    assertEquals(List.of(0, 1), assertInstanceOf(Op.Reduce.class, gradient.op()).axes());
    assertEquals(1, backward(gradient).carries());
  }

  @Test
  void otherGradientsAreCarried() {
    Tensor gradient = gradients(List.of(factor)).get(0);

    assertInstanceOf(Op.Part.class, gradient.op());
    assertEquals(2, backward(gradient).carries());
  }

  @Test
  void productsAreKeptAndNotComputedAgain() {
    Op.Scan backward = backward(gradients(List.of(w)).get(0));

    // dh = dz·wᵀ is left; h·w came in.
    long products =
        backward.body().nodes().stream().filter(node -> node.op() instanceof Op.MatMul).count();
    assertEquals(1, products);
  }

  @Test
  void gradientsOfGatesLieSideBySide() {
    Tensor z = input("z", Shape.of(2, 6));
    Tensor y = z.slice(1, 4, 2).tanh().add(z.slice(1, 0, 2).exp()).add(z.slice(1, 2, 2).square());

    Tensor gradient = Gradients.of(y, List.of(z)).get(0);

    // One concatenation (its padding is of width 0, which the simplifier drops), and no sum.
    assertInstanceOf(Op.Concat.class, gradient.operands().get(0).op());
    assertEquals(3, gradient.operands().get(0).operands().size());
  }
}
