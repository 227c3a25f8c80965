package graft.core.compile;

import graft.api.Graph;
import graft.api.Op;
import graft.api.Tensor;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The values that a computation needs, operands before users. Unlike in a graph, inputs of one name
 * are one node, operations that only mark something (stop_gradient, custom gradients) are gone, and
 * a Reshape is no node but a way of reading one.
 *
 * @param inputs port name → the node of the input
 * @param outputs port name → value
 * @param updates port name of a state → its next value
 * @param guard the scalar bool on which the updates depend
 */
record Dataflow(
    List<Node> nodes,
    Map<String, Node> inputs,
    Map<String, Use> outputs,
    Map<String, Use> updates,
    Optional<Use> guard) {

  /**
   * Resolves a computation.
   *
   * @param views false keeps every Reshape as a node of its own
   */
  static Dataflow of(Computation computation, boolean views) {
    List<Tensor> roots = new ArrayList<>(computation.outputs().values());
    roots.addAll(computation.updates().values());
    computation.guard().ifPresent(roots::add);
    Resolver resolver = new Resolver(computation.origins(), views);
    resolver.resolve(roots, t -> ((Op.Input) t.op()).label());
    return new Dataflow(
        resolver.live(roots),
        resolver.inputs,
        resolver.uses(computation.outputs()),
        resolver.uses(computation.updates()),
        computation.guard().map(resolver::use));
  }

  /** Resolves the body of a scan: inputs {@code in0 …}, outputs {@code out0 …}. */
  static Dataflow of(Graph body, Map<Tensor, String> origins, boolean views) {
    Map<Tensor, String> names = new IdentityHashMap<>();
    body.inputs().forEach(t -> names.putIfAbsent(t, "in" + body.inputs().indexOf(t)));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    body.outputs().forEach(t -> outputs.put("out" + outputs.size(), t));
    List<Tensor> all = new ArrayList<>(body.inputs());
    all.addAll(body.outputs());
    Resolver resolver = new Resolver(origins, views);
    resolver.resolve(all, t -> names.getOrDefault(t, ((Op.Input) t.op()).label()));
    return new Dataflow(
        resolver.live(all), resolver.inputs, resolver.uses(outputs), Map.of(), Optional.empty());
  }

  /** The nodes that must be in memory at the end: outputs, updates, guard. */
  Set<Node> roots() {
    Set<Node> roots = new HashSet<>();
    outputs.values().forEach(u -> roots.add(u.node()));
    updates.values().forEach(u -> roots.add(u.node()));
    guard.ifPresent(u -> roots.add(u.node()));
    return roots;
  }

  /** Turns tensors into nodes. */
  private static final class Resolver {
    private final Map<Tensor, String> origins;
    private final boolean views;
    private final Map<Tensor, Use> uses = new IdentityHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Map<Integer, Node>> parts = new HashMap<>();
    private final Map<String, Node> inputs = new LinkedHashMap<>();

    Resolver(Map<Tensor, String> origins, boolean views) {
      this.origins = origins;
      this.views = views;
    }

    void resolve(List<Tensor> roots, Function<Tensor, String> names) {
      for (Tensor tensor : Graph.order(roots)) {
        OpKind kind = tensor.op().accept(OpKind.VISITOR, 0);
        if (kind == OpKind.SAME) {
          uses.put(tensor, use(tensor.operands().get(0)));
        } else if (kind == OpKind.GIVEN) {
          Node input = inputs.computeIfAbsent(names.apply(tensor), n -> add(tensor));
          uses.put(tensor, new Use(input, tensor.shape()));
        } else if (tensor.op() instanceof Op.Part part) {
          Node scan = use(tensor.operands().get(0)).node();
          Node node =
              parts
                  .computeIfAbsent(scan, n -> new HashMap<>())
                  .computeIfAbsent(part.index(), i -> add(tensor));
          uses.put(tensor, new Use(node, tensor.shape()));
        } else if (views && tensor.op() instanceof Op.Reshape reshape) {
          uses.put(tensor, new Use(use(tensor.operands().get(0)).node(), reshape.shape()));
        } else {
          uses.put(tensor, new Use(add(tensor), tensor.shape()));
        }
      }
    }

    private Node add(Tensor tensor) {
      List<Use> operands = tensor.operands().stream().map(this::use).toList();
      String origin = origins.getOrDefault(tensor, "");
      Node node = new Node(nodes.size(), tensor.op(), tensor.type(), operands, origin);
      nodes.add(node);
      return node;
    }

    Use use(Tensor tensor) {
      return Objects.requireNonNull(uses.get(tensor));
    }

    Map<String, Use> uses(Map<String, Tensor> tensors) {
      Map<String, Use> result = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> result.put(name, use(tensor)));
      return result;
    }

    /** Without what only gradients of custom gradients needed. */
    List<Node> live(Collection<Tensor> roots) {
      Set<Node> live = new HashSet<>();
      roots.forEach(t -> live.add(use(t).node()));
      for (int i = nodes.size() - 1; i >= 0; i--) {
        if (live.contains(nodes.get(i))) {
          nodes.get(i).operands().forEach(u -> live.add(u.node()));
        }
      }
      inputs.values().removeIf(n -> !live.contains(n));
      return nodes.stream().filter(live::contains).toList();
    }
  }
}
