package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Cell;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.core.registry.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class HoistTest {
  private static final Tensor W = input("w", Shape.of(3, 4));
  private static final Tensor U = input("u", Shape.of(4, 4));

  private static Tensor input(String name, Shape shape) {
    return Tensor.input(name, new TensorType(DType.F32, shape));
  }

  /** The scan of h' = body(x, h), x (2, 3), h (2, 4), over 5 steps. */
  private static Tensor scan(BinaryOperator<Tensor> body) {
    Context context = new Context(new Plugins(new Registry()), 0, true, new LinkedHashMap<>());
    Tensor xs = input("xs", Shape.of(5, 2, 3));
    return new ScanFrame(context)
        .scan(
            List.of(input("h", Shape.of(2, 4))),
            List.of(xs),
            Dim.of(5),
            false,
            (carries, slices) -> {
              Tensor next = body.apply(slices.get(0), carries.get(0));
              return new Cell.Step(next, List.of(next));
            })
        .get(0)
        .operands()
        .get(0);
  }

  private static long products(List<Tensor> nodes) {
    return nodes.stream().filter(node -> node.op() instanceof Op.MatMul).count();
  }

  @Test
  void productOfASliceLeavesTheBody() {
    Tensor scan = scan((x, h) -> x.matmul(W).add(h.matmul(U)).tanh());

    Op.Scan op = (Op.Scan) scan.op();
    assertEquals(1, products(op.body().nodes()));
    assertEquals(1, op.sequences());
    // All time steps at once.
    Tensor all = scan.operands().get(1).operands().get(0);
    assertEquals(Shape.of(10, 4), all.shape());
    assertEquals(1, products(Graph.order(List.of(all))));
  }

  @Test
  void elementwiseWorkBeforeItGoesAlong() {
    Tensor kept = input("kept", Shape.of(2, 3));

    Tensor scan = scan((x, h) -> x.multiply(kept).tanh().matmul(W).add(h.matmul(U)));

    assertEquals(1, products(((Op.Scan) scan.op()).body().nodes()));
  }

  @Test
  void productOfACarryStays() {
    Tensor scan = scan((x, h) -> h.add(x.sum()).matmul(U));

    assertEquals(1, products(((Op.Scan) scan.op()).body().nodes()));
    assertEquals(
        List.of(2, 3),
        scan.operands().get(1).shape().part(1, 3).dims().stream().map(Dim::size).toList());
  }

  @Test
  void whatReadsNothingFromWithinIsComputedOutside() {
    Tensor scan = scan((x, h) -> h.add(U.exp().sum()).add(x.sum()));

    assertEquals(
        0,
        ((Op.Scan) scan.op())
            .body().nodes().stream().filter(node -> node.op() instanceof Op.Unary).count());
  }
}
