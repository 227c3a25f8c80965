package graft.core.graph;

import graft.api.Graph;
import graft.api.Op;
import graft.api.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a graph smaller without changing a bit of any result.
 *
 * <p>Idea: the nodes are built anew, operands first; each goes by the local rules of {@link
 * SimplifyRules}, and a node that is there already (equal operation, same operands) is taken
 * instead of a second one. What no root needs is gone with that. Repeated until nothing changes,
 * which the second round mostly finds. Graphs within scans are simplified likewise.
 */
public final class Simplifier {
  private static final int ROUNDS = 10;

  /** Operations compare by value, tensors by identity. */
  private record Key(Op op, List<Tensor> operands) {}

  private final Map<Key, Tensor> nodes = new HashMap<>();
  private final Map<Tensor, Tensor> done = new IdentityHashMap<>();
  private final Map<Tensor, String> origins;

  /** Graphs within scans that are as simple as can be. */
  private final Set<Graph> simple;

  private final SimplifyRules rules = new SimplifyRules(this);
  private @Nullable String origin;

  private Simplifier(Map<Tensor, String> origins, Set<Graph> simple) {
    this.origins = origins;
    this.simple = simple;
  }

  /**
   * The simplified roots, in their order.
   *
   * @param origins node → path of its layer, an identity map; nodes made anew are added to it
   */
  public static List<Tensor> simplify(List<Tensor> roots, Map<Tensor, String> origins) {
    return simplify(roots, List.of(), origins, new HashSet<>());
  }

  /** The graph within a scan: its inputs stay what they are. */
  Graph simplify(Graph graph) {
    if (simple.contains(graph)) {
      return graph;
    }
    List<Tensor> outputs = simplify(graph.outputs(), graph.inputs(), origins, simple);
    Graph result = outputs.equals(graph.outputs()) ? graph : new Graph(graph.inputs(), outputs);
    simple.add(result);
    return result;
  }

  private static List<Tensor> simplify(
      List<Tensor> roots, List<Tensor> inputs, Map<Tensor, String> origins, Set<Graph> simple) {
    List<Tensor> before = roots;
    for (int round = 0; round < ROUNDS; round++) {
      List<Tensor> merged = ScanMerger.merge(before, origins);
      Simplifier simplifier = new Simplifier(origins, simple);
      inputs.forEach(input -> simplifier.done.put(input, input));
      List<Tensor> after = simplifier.rebuild(merged);
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
    return before;
  }

  private List<Tensor> rebuild(List<Tensor> roots) {
    for (Tensor node : Graph.order(roots)) {
      if (!done.containsKey(node)) {
        origin = origins.get(node);
        done.put(node, node(node.op(), node.operands().stream().map(this::done).toList(), node));
      }
    }
    return roots.stream().map(this::done).toList();
  }

  private Tensor done(Tensor node) {
    return Objects.requireNonNull(done.get(node));
  }

  /** The simplest node for an operation on simplified operands. */
  Tensor node(Op op, Tensor... operands) {
    return node(op, List.of(operands), null);
  }

  Tensor node(Op op, List<Tensor> operands) {
    return node(op, operands, null);
  }

  /** {@code like} is taken as it is if it turns out to be the node. */
  private Tensor node(Op op, List<Tensor> operands, @Nullable Tensor like) {
    Tensor simpler = op.accept(rules, operands);
    if (simpler != null) {
      return named(simpler);
    }
    Key key = new Key(op, operands);
    Tensor node = nodes.get(key);
    if (node == null) {
      node = like != null && like.operands().equals(operands) ? like : Tensor.of(op, operands);
      nodes.put(key, node);
    }
    return named(node);
  }

  private Tensor named(Tensor node) {
    if (origin != null) {
      origins.putIfAbsent(node, origin);
    }
    return node;
  }

  /** The origins, for passes within scans. */
  Map<Tensor, String> origins() {
    return origins;
  }
}
