package graft.core.grad;

import graft.api.Graph;
import graft.api.Op;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.core.graph.Origins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reverse-mode automatic differentiation of graphs. Gradients are ordinary nodes, so gradients of
 * gradients are gradients.
 *
 * <p>Idea: the nodes are walked from the output back. Each hands the gradient that has gathered at
 * it to its operands, by its operation's rule in {@link GradientRules}; what reaches an operand by
 * several ways is added. Cost: at most a small multiple of the graph's own. Reference: Griewank and
 * Walther, Evaluating Derivatives, 2nd edition, chapter 3; tinygrad's {@code gradient.py}.
 */
public final class Gradients {
  private final Map<Tensor, String> origins;

  /** The nodes that depend on {@code to}: only their gradients are looked at. */
  private final Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Nodes that a select looks at: their gradient may be 0 because it took the other branch, and
   * must stay 0 even where a slope further back is infinite.
   */
  private final Set<Tensor> masked = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What has gathered: node → number of the result (0 but for scans) → gradient. */
  private final Map<Tensor, Map<Integer, Tensor>> gathered = new IdentityHashMap<>();

  private final Origins inherited;
  private final List<Tensor> order;

  private Gradients(
      List<Tensor> outputs,
      List<Tensor> cotangents,
      List<Tensor> to,
      boolean masked,
      Map<Tensor, String> origins) {
    this.origins = origins;
    this.order = Graph.order(outputs);
    List<Tensor> known = new ArrayList<>(order);
    known.addAll(to);
    known.addAll(cotangents);
    this.inherited = new Origins(origins, known);
    needed.addAll(to);
    for (Tensor node : order) {
      if (node.operands().stream().anyMatch(needed::contains)) {
        needed.add(node);
      }
    }
    if (masked) {
      this.masked.addAll(outputs);
    }
    for (int i = 0; i < outputs.size(); i++) {
      gather(outputs.get(i), 0, cotangents.get(i));
    }
  }

  /**
   * The gradients of the sum of all elements of {@code output} with respect to each of {@code to}.
   * A node that the output does not depend on, or that is not of a floating type, has zeros.
   *
   * @throws ShapeException if the output is not of a floating type
   */
  public static List<Tensor> of(Tensor output, List<Tensor> to) {
    return of(output, to, new IdentityHashMap<>());
  }

  /**
   * As {@link #of(Tensor, List)}; each node made gets the origin of the node that it is the
   * gradient of.
   *
   * @param origins node → path of its layer, an identity map that is added to
   */
  public static List<Tensor> of(Tensor output, List<Tensor> to, Map<Tensor, String> origins) {
    if (!output.dtype().isFloating()) {
      throw new ShapeException("only a floating type has a gradient, got " + output, "cast it");
    }
    return of(List.of(output), List.of(Tensor.full(output.type(), 1)), to, false, origins);
  }

  /**
   * The gradients of Σᵢ ⟨outputsᵢ, cotangentsᵢ⟩: the product of the Jacobian with a vector.
   *
   * @param masked whether a cotangent may be 0 because a select took another branch
   */
  static List<Tensor> of(
      List<Tensor> outputs,
      List<Tensor> cotangents,
      List<Tensor> to,
      boolean masked,
      Map<Tensor, String> origins) {
    Gradients gradients = new Gradients(outputs, cotangents, to, masked, origins);
    gradients.walk();
    return to.stream().map(gradients::at).toList();
  }

  private void walk() {
    for (int i = order.size() - 1; i >= 0; i--) {
      Tensor node = order.get(i);
      Map<Integer, Tensor> results = gathered.get(node);
      if (results == null || !needed.contains(node)) {
        continue;
      }
      if (node.op() instanceof Op.Select || masked.contains(node)) {
        masked.addAll(node.operands());
      }
      if (node.op() instanceof Op.Part part) {
        gather(node.operands().get(0), part.index(), only(results));
      } else {
        Map<Integer, Tensor> gradients = operands(node, results);
        inherited.inherit(List.copyOf(gradients.values()), node);
        gradients.forEach((operand, gradient) -> hand(node.operands().get(operand), gradient));
      }
    }
  }

  /** The gradient of a node's only result. */
  private static Tensor only(Map<Integer, Tensor> results) {
    return Objects.requireNonNull(results.get(0));
  }

  private Map<Integer, Tensor> operands(Tensor node, Map<Integer, Tensor> results) {
    if (node.op() instanceof Op.Scan scan) {
      return new ScanGradient(node, scan, masked.contains(node), origins)
          .of(results, needed::contains);
    }
    GradientRules rules = new GradientRules(node, only(results), masked.contains(node), origins);
    return new TreeMap<>(node.op().accept(rules, node.operands()));
  }

  private void hand(Tensor operand, Tensor gradient) {
    if (operand.dtype().isFloating() && needed.contains(operand)) {
      gather(operand, 0, gradient);
    }
  }

  private void gather(Tensor node, int result, Tensor gradient) {
    Map<Integer, Tensor> results = gathered.computeIfAbsent(node, n -> new TreeMap<>());
    Tensor sum = results.merge(result, gradient, Padded::sum);
    inherited.inherit(sum, node);
  }

  private Tensor at(Tensor node) {
    Map<Integer, Tensor> results = gathered.getOrDefault(node, Map.of());
    Tensor gradient = results.get(0);
    return gradient != null ? gradient : Tensor.full(node.type(), 0);
  }
}
