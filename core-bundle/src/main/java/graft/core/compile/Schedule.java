package graft.core.compile;

import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The order in which kernels run: those before the commit, then those after it. Among the kernels
 * that are ready the one comes first which frees most memory and takes least (of equals the
 * earliest in the graph), so that, say, the gradient of a weight is computed as soon as its
 * operands are there, and frees them. Open sizes count as {@value #NOMINAL}.
 */
final class Schedule {
  static final int NOMINAL = 64;

  private final Set<Node> roots;
  private final Grouping grouping;
  private final Map<Node, Set<Group>> readers = new HashMap<>();

  private Schedule(Dataflow flow, Grouping grouping) {
    this.roots = flow.roots();
    this.grouping = grouping;
  }

  static List<Group> order(Dataflow flow, Grouping grouping) {
    return new Schedule(flow, grouping).order();
  }

  /** The groups that read a node and have not run yet. */
  private Set<Group> readers(Node node) {
    return Objects.requireNonNull(readers.get(node));
  }

  private List<Group> order() {
    List<Group> groups = grouping.all();
    Map<Group, Integer> waiting = new HashMap<>();
    List<Group> ready = new ArrayList<>();
    for (Group group : groups) {
      waiting.put(group, grouping.before(group).size());
      if (waiting.get(group) == 0) {
        ready.add(group);
      }
      for (Use input : group.draft().inputs()) {
        readers.computeIfAbsent(input.node(), n -> new HashSet<>()).add(group);
      }
    }
    List<Group> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Group next = best(ready);
      ready.remove(next);
      order.add(next);
      next.draft().inputs().forEach(u -> readers(u.node()).remove(next));
      for (Group after : grouping.after(next)) {
        if (waiting.merge(after, -1, Integer::sum) == 0) {
          ready.add(after);
        }
      }
    }
    if (order.size() != groups.size()) {
      throw new IllegalStateException("kernels depend on each other in a cycle");
    }
    return order;
  }

  private Group best(List<Group> ready) {
    Group best = ready.get(0);
    for (Group group : ready) {
      if (compare(group, best) < 0) {
        best = group;
      }
    }
    return best;
  }

  private int compare(Group a, Group b) {
    if (a.isLate() != b.isLate()) {
      return a.isLate() ? 1 : -1;
    }
    int growth = Long.compare(growth(a), growth(b));
    return growth != 0 ? growth : Integer.compare(a.index(), b.index());
  }

  /** How many bytes more are in use after a kernel than before it. */
  private long growth(Group group) {
    long bytes = 0;
    for (Draft.Write result : group.draft().results()) {
      bytes += roots.contains(result.node()) ? 0 : bytes(result.node());
    }
    Set<Node> seen = new HashSet<>();
    for (Use input : group.draft().inputs()) {
      Node node = input.node();
      boolean held = node.kind() == OpKind.GIVEN || roots.contains(node);
      if (!held && readers(node).size() == 1 && seen.add(node)) {
        bytes -= bytes(node);
      }
    }
    return bytes;
  }

  /** The nominal size of a value. */
  static long bytes(Node node) {
    return node.elements().evaluate(name -> NOMINAL) * node.type().dtype().bytes();
  }
}
