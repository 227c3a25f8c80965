package graft.core.graph;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that every graph keeps, whatever pass made it: each node has the type that its
 * operation infers; only parts take a scan, with the type of their result; the graphs within scans
 * and custom gradients are closed; inputs of one label are of one type.
 */
public final class Verifier {
  /** Set to true, this system property makes {@link #between} verify. */
  public static final String PROPERTY = "graft.verify";

  private Verifier() {}

  /** True if graphs and programs are to be verified between passes: in tests. */
  public static boolean isOn() {
    return Boolean.getBoolean(PROPERTY);
  }

  /** Verifies a graph after a pass if the system property {@code graft.verify} is true. */
  public static void between(String pass, List<Tensor> roots) {
    if (isOn()) {
      try {
        verify(roots);
      } catch (CompileException e) {
        throw e.at("after pass '" + pass + "'");
      }
    }
  }

  /**
   * Verifies all nodes that the roots need.
   *
   * @throws CompileException that names the operation
   */
  public static void verify(List<Tensor> roots) {
    Map<String, TensorType> inputs = new HashMap<>();
    for (Tensor node : Graph.order(roots)) {
      node(node);
      if (node.op() instanceof Op.Input input) {
        TensorType other = inputs.putIfAbsent(input.label(), input.type());
        check(
            node,
            other == null || other.equals(input.type()),
            "input '" + input.label() + "' is of two types, " + other + " and " + input.type());
      }
    }
    for (Tensor root : roots) {
      check(root, !(root.op() instanceof Op.Scan), "a scan is a result; only its parts can be");
    }
  }

  private static void node(Tensor node) {
    TensorType type;
    try {
      type = node.op().infer(node.operands().stream().map(Tensor::type).toList());
    } catch (GraftException e) {
      throw new CompileException(node.op().name(), e.getMessage(), "");
    }
    check(node, type.equals(node.type()), "is of type " + node.type() + ", expected " + type);
    for (Tensor operand : node.operands()) {
      boolean scan = operand.op() instanceof Op.Scan;
      check(
          node,
          scan == node.op() instanceof Op.Part,
          "takes " + operand + "; a part takes a scan, and nothing else does");
    }
    if (node.op() instanceof Op.Part part) {
      List<TensorType> results = ((Op.Scan) node.operands().get(0).op()).results();
      check(
          node,
          part.index() >= 0 && part.index() < results.size(),
          "is number " + part.index() + " of " + results.size() + " results");
      check(
          node,
          part.type().equals(results.get(part.index())),
          "is of type " + part.type() + ", the scan gives " + results.get(part.index()));
    } else if (node.op() instanceof Op.Scan scan) {
      scan(node, scan);
    } else if (node.op() instanceof Op.CustomGradient custom) {
      closed(node, custom.gradient());
    }
  }

  private static void scan(Tensor node, Op.Scan scan) {
    List<Tensor> inputs = scan.body().inputs();
    check(
        node,
        scan.carries() + scan.sequences() < inputs.size(),
        "has " + inputs.size() + " inputs, too few for carries, sequences and time");
    check(
        node,
        scan.carries() <= scan.body().outputs().size(),
        "hands on "
            + scan.carries()
            + " carries, got "
            + scan.body().outputs().size()
            + " outputs");
    TensorType time = inputs.get(inputs.size() - 1).type();
    check(
        node,
        time.equals(new TensorType(DType.I64, Shape.SCALAR)),
        "has a time of type " + time + ", expected i64()");
    closed(node, scan.body());
  }

  /** A graph within a node uses its own inputs and no other. */
  private static void closed(Tensor node, Graph graph) {
    Set<Tensor> own = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor input : graph.inputs()) {
      check(node, input.op() instanceof Op.Input, "has the input " + input + " in its graph");
      check(node, own.add(input), "has the input " + input.op() + " twice");
    }
    for (Tensor inner : graph.nodes()) {
      boolean free = inner.op() instanceof Op.Input && !own.contains(inner);
      check(node, !free, "has a graph that is not closed: it uses " + inner.op());
      node(inner);
    }
    for (Tensor output : graph.outputs()) {
      check(node, !(output.op() instanceof Op.Scan), "has a scan as output of its graph");
    }
  }

  private static void check(Tensor node, boolean holds, String what) {
    if (!holds) {
      throw new CompileException(node.op().name(), what, "a pass of the compiler is at fault");
    }
  }
}
