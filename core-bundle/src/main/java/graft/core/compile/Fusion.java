package graft.core.compile;

import graft.api.accel.Program;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts values into common kernels, greedily and in a fixed order: first each value with those that
 * it is made from (nearest first), then kernels that read the same data, then small ones on
 * scalars.
 *
 * <p>Idea: what {@link KernelWriter} can write as one kernel is better as one, since every value
 * that stays inside a kernel spares a write and a read of memory. Cost: for each pair that is tried
 * one attempt to write the kernel and one search for a cycle.
 */
final class Fusion {
  private final Recompute recompute;
  private final Grouping grouping;

  private Fusion(Grouping grouping) {
    this.recompute = grouping.recompute();
    this.grouping = grouping;
  }

  /** The groups of {@code grouping}, merged. */
  static Grouping fuse(Grouping grouping) {
    Fusion fusion = new Fusion(grouping);
    fusion.withProducers();
    fusion.withSiblings();
    fusion.scalars();
    return grouping;
  }

  private void withProducers() {
    for (Node node : recompute.stored()) {
      List<Node> producers = new ArrayList<>(recompute.dependencies(node));
      producers.sort((a, b) -> b.compareTo(a));
      for (Node producer : producers) {
        Optional<Group> group = grouping.of(producer);
        group.ifPresent(g -> grouping.merge(g, grouping.of(node).orElseThrow()));
      }
    }
  }

  /** Kernels over one domain that read the same buffer element by element. */
  private void withSiblings() {
    for (Group group : grouping.all()) {
      Group current = grouping.of(group.members().first()).orElseThrow();
      for (Use input : current.draft().inputs()) {
        if (input.shape().isScalar() || !input.shape().equals(current.draft().domain())) {
          continue;
        }
        for (Node reader : recompute.dependents(input.node())) {
          Group other = grouping.of(reader).orElseThrow();
          if (other != current && grouping.merge(current, other)) {
            current = grouping.of(reader).orElseThrow();
          }
        }
      }
    }
  }

  private void scalars() {
    Group[] last = new Group[2];
    for (Group group : grouping.all()) {
      if (group.draft().form() == Program.Form.LOOP && group.draft().domain().isScalar()) {
        int phase = group.isLate() ? 1 : 0;
        boolean merged = last[phase] != null && grouping.merge(last[phase], group);
        last[phase] = merged ? grouping.of(group.members().first()).orElseThrow() : group;
      }
    }
  }
}
