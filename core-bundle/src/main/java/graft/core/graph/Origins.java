package graft.core.graph;

import graft.api.Graph;
import graft.api.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps track of which layer a node came from while passes make new nodes: a node that is new
 * inherits the origin of the one that it was made for.
 */
public final class Origins {
  private final Map<Tensor, String> origins;
  private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param origins node → path of its layer, an identity map that is added to
   * @param known roots whose nodes are not new
   */
  public Origins(Map<Tensor, String> origins, List<Tensor> known) {
    this.origins = origins;
    this.known.addAll(Graph.order(known));
  }

  /** Every node that {@code root} needs and that is new takes the origin of {@code from}. */
  public void inherit(Tensor root, Tensor from) {
    inherit(List.of(root), from);
  }

  public void inherit(List<Tensor> roots, Tensor from) {
    String origin = origins.get(from);
    Deque<Tensor> stack = new ArrayDeque<>(new ArrayList<>(roots));
    while (!stack.isEmpty()) {
      Tensor node = stack.pop();
      if (known.add(node)) {
        if (origin != null) {
          origins.putIfAbsent(node, origin);
        }
        stack.addAll(node.operands());
      }
    }
  }
}
