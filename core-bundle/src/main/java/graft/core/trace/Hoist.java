package graft.core.trace;

import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What of a scan's body is done for all steps at once, outside of it.
 *
 * <p>Idea: a product {@code f(slice)·W}, with f elementwise and W from outside, depends on no
 * carry. As {@code f(sequence)·W} it is one large product in place of one small one a step,
 * forwards and backwards; so a recurrent cell is written plainly, and is as fast as one that splits
 * its input's product off. Appleyard, Kočiský, Blunsom 2016, arXiv 1604.01946, section 3.2.
 */
final class Hoist {
  private final Map<Tensor, Tensor> lifted = new IdentityHashMap<>();
  private final Set<Tensor> varying;
  private final Dim length;

  /**
   * @param sequences the body's slice → the sequence that it is of
   * @param varying the nodes that depend on an input of the body
   */
  Hoist(Map<Tensor, Tensor> sequences, Set<Tensor> varying, Dim length) {
    this.lifted.putAll(sequences);
    this.varying = varying;
    this.length = length;
  }

  /**
   * The products of the body (nodes in order) that can be taken out → their values for all steps.
   */
  Map<Tensor, Tensor> products(List<Tensor> order) {
    Map<Tensor, Tensor> products = new IdentityHashMap<>();
    for (Tensor node : order) {
      Tensor all = varying.contains(node) ? lift(node) : null;
      if (all != null) {
        lifted.put(node, all);
        if (node.op() instanceof Op.MatMul) {
          products.put(node, all);
        }
      }
    }
    return products;
  }

  /** The node for all steps, along a new first axis; null if it depends on more than slices. */
  private @Nullable Tensor lift(Tensor node) {
    if (node.op() instanceof Op.MatMul product) {
      return product(product, node.operands().get(0), node.operands().get(1));
    }
    Op op = node.op();
    if (op instanceof Op.Broadcast broadcast) {
      List<Integer> axes = new ArrayList<>(List.of(0));
      broadcast.axes().forEach(axis -> axes.add(axis + 1));
      op = new Op.Broadcast(broadcast.shape().prepend(length), axes);
    } else if (op instanceof Op.Reshape reshape) {
      op = new Op.Reshape(reshape.shape().prepend(length));
    } else if (!isElementwise(op)) {
      return null;
    }
    List<Tensor> operands = new ArrayList<>();
    for (Tensor operand : node.operands()) {
      Tensor all = lifted.get(operand);
      if (all == null && varying.contains(operand)) {
        return null;
      }
      operands.add(all == null ? repeated(operand) : all);
    }
    return operands.isEmpty() ? null : Tensor.of(op, operands);
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Op.Unary
        || op instanceof Op.Binary
        || op instanceof Op.Compare
        || op instanceof Op.Select
        || op instanceof Op.Cast;
  }

  private Tensor repeated(Tensor x) {
    List<Integer> axes = IntStream.rangeClosed(1, x.rank()).boxed().toList();
    return Tensor.of(new Op.Broadcast(x.shape().prepend(length), axes), x);
  }

  private @Nullable Tensor product(Op.MatMul op, Tensor a, Tensor b) {
    Tensor all = lifted.get(a);
    if (all == null || varying.contains(b) || op.transposeA() || a.rank() != 2) {
      return null;
    }
    Shape rows = all.shape().part(0, 2);
    Tensor flat = all.reshape(Shape.of(rows.elements(), all.shape().dim(2)));
    Tensor y = Tensor.of(op, flat, b);
    return y.reshape(rows.append(y.shape().dim(1)));
  }
}
