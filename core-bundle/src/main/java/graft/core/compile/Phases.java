package graft.core.compile;

import graft.core.compile.Node.Use;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which values are computed after the commit: the last elementwise operations on the way to a
 * state's next value. They can be written over the old value, and no other operation needs them.
 * Everything else, above all what is slow or may fail, comes before.
 */
final class Phases {
  private Phases() {}

  /** The stored values of {@code flow} that are computed after the commit. */
  static Set<Node> late(Dataflow flow, Recompute recompute) {
    Set<Node> early = new HashSet<>();
    flow.outputs().values().forEach(u -> early.add(u.node()));
    flow.guard().ifPresent(u -> early.add(u.node()));
    Set<Node> late = new HashSet<>();
    Set<Node> updates = new HashSet<>();
    flow.updates().values().stream().map(Use::node).forEach(updates::add);
    List<Node> stored = recompute.stored();
    for (int i = stored.size() - 1; i >= 0; i--) {
      Node node = stored.get(i);
      List<Node> users = recompute.dependents(node);
      boolean used = updates.contains(node) || !users.isEmpty();
      if (node.kind().isLoop() && !early.contains(node) && used && late.containsAll(users)) {
        late.add(node);
      }
    }
    return late;
  }
}
