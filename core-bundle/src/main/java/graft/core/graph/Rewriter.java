package graft.core.graph;

import graft.api.CompileException;
import graft.api.Graph;
import graft.api.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rebuilds graphs from the operands up, replacing nodes on the way. Each node is rewritten once and
 * the result shared, also between calls. Iterative, so that depth is no limit.
 */
public final class Rewriter {
  /** Gives the replacement of a node. */
  public interface Rule {
    /**
     * The replacement of a node, or the node itself.
     *
     * @param node the node as it was
     * @param operands its operands as rewritten
     */
    Tensor apply(Tensor node, List<Tensor> operands);
  }

  private final Rule rule;
  private final Map<Tensor, String> origins;
  private final Map<Tensor, Tensor> done = new IdentityHashMap<>();

  /**
   * @param origins node → path of its layer, an identity map; a replacement inherits it
   */
  public Rewriter(Rule rule, Map<Tensor, String> origins) {
    this.rule = rule;
    this.origins = origins;
  }

  /** A rewriter that replaces nothing but what {@link #replace} says. */
  public Rewriter(Map<Tensor, String> origins) {
    this(Rewriter::rebuilt, origins);
  }

  /** The node itself if its operands are the same, else its operation on the new ones. */
  public static Tensor rebuilt(Tensor node, List<Tensor> operands) {
    return operands.equals(node.operands()) ? node : Tensor.of(node.op(), operands);
  }

  /** From now on {@code node} becomes {@code replacement}. */
  public Rewriter replace(Tensor node, Tensor replacement) {
    done.put(node, replacement);
    return this;
  }

  /** The rewritten roots, in their order. */
  public List<Tensor> rewrite(List<Tensor> roots) {
    for (Tensor node : Graph.order(roots)) {
      if (!done.containsKey(node)) {
        Tensor result = rule.apply(node, node.operands().stream().map(this::done).toList());
        done.put(node, result);
        String origin = origins.get(node);
        if (origin != null) {
          origins.putIfAbsent(result, origin);
        }
      }
    }
    return roots.stream().map(this::done).toList();
  }

  private Tensor done(Tensor node) {
    return Objects.requireNonNull(done.get(node));
  }

  /**
   * The outputs of a graph with its inputs replaced by arguments.
   *
   * @throws CompileException if an argument is not of its input's type
   */
  public static List<Tensor> inline(
      Graph graph, List<Tensor> arguments, Map<Tensor, String> origins) {
    Rewriter rewriter = new Rewriter(origins);
    for (int i = 0; i < graph.inputs().size(); i++) {
      Tensor input = graph.inputs().get(i);
      if (i >= arguments.size() || !arguments.get(i).type().equals(input.type())) {
        throw new CompileException(
            "a graph with inputs " + graph.inputs() + " does not take " + arguments, "");
      }
      rewriter.replace(input, arguments.get(i));
    }
    return rewriter.rewrite(graph.outputs());
  }
}
