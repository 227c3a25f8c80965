package graft.core.compile;

import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import java.util.List;

/**
 * A value of a {@link Dataflow}, compared by identity.
 *
 * @see Dataflow
 */
final class Node implements Comparable<Node> {

  /** A value read under a shape of its number of elements. */
  record Use(Node node, Shape shape) {
    TensorType type() {
      return new TensorType(node.type().dtype(), shape);
    }

    /** True if the value is read under its own shape. */
    boolean isPlain() {
      return shape.equals(node.type().shape());
    }
  }

  private final int index;
  private final Op op;
  private final TensorType type;
  private final List<Use> operands;
  private final String origin;
  private final Dim elements;
  private final OpKind kind;

  Node(int index, Op op, TensorType type, List<Use> operands, String origin) {
    this.index = index;
    this.op = op;
    this.type = type;
    this.operands = List.copyOf(operands);
    this.origin = origin;
    this.elements = type.shape().elements();
    this.kind = isMixed(op, operands) ? OpKind.WHOLE : op.accept(OpKind.VISITOR, 0);
  }

  /** True for a reduction over axes that are neither the first nor the last ones. */
  private static boolean isMixed(Op op, List<Use> operands) {
    if (!(op instanceof Op.Reduce reduce) || reduce.axes().isEmpty()) {
      return op instanceof Op.Reduce;
    }
    List<Integer> axes = reduce.axes();
    boolean leading = axes.get(axes.size() - 1) == axes.size() - 1;
    boolean trailing = axes.get(0) == operands.get(0).shape().rank() - axes.size();
    return !leading && !trailing;
  }

  /** Its place in the dataflow; operands have smaller ones. */
  int index() {
    return index;
  }

  Op op() {
    return op;
  }

  TensorType type() {
    return type;
  }

  Shape shape() {
    return type.shape();
  }

  List<Use> operands() {
    return operands;
  }

  /** The layer that it came from, or an empty text. */
  String origin() {
    return origin;
  }

  Dim elements() {
    return elements;
  }

  OpKind kind() {
    return kind;
  }

  boolean isScalar() {
    return type.shape().isScalar();
  }

  @Override
  public int compareTo(Node other) {
    return Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return "n" + index + " " + op.name() + " " + type;
  }
}
