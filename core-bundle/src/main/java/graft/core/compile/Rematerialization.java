package graft.core.compile;

import graft.api.Op;
import graft.api.Op.BinaryFunction;
import graft.api.Op.UnaryFunction;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds values that one kernel writes for another although the other could compute them itself, by
 * a few cheap operations from what it reads anyway or from something smaller: the square of a
 * gradient, which the norm and the optimizer need.
 */
final class Rematerialization {
  private static final int ROUNDS = 3;
  private static final int MAX_DEPTH = 3;
  private static final Set<UnaryFunction> CHEAP =
      EnumSet.of(
          UnaryFunction.NEGATE,
          UnaryFunction.ABS,
          UnaryFunction.SIGN,
          UnaryFunction.FLOOR,
          UnaryFunction.CEIL,
          UnaryFunction.ROUND,
          UnaryFunction.NOT,
          UnaryFunction.IS_FINITE,
          UnaryFunction.IS_NAN);

  private final Dataflow flow;
  private final Grouping grouping;
  private final Recompute recompute;
  private final Set<Node> roots;
  private final Set<Node> found = new HashSet<>();

  private Rematerialization(Dataflow flow, Grouping grouping) {
    this.flow = flow;
    this.grouping = grouping;
    this.recompute = grouping.recompute();
    this.roots = flow.roots();
  }

  /**
   * The grouping in which such values are computed where they are used.
   *
   * @param regroup groups the values anew
   */
  static Grouping improve(Dataflow flow, Grouping first, Function<Recompute, Grouping> regroup) {
    Grouping grouping = first;
    for (int round = 0; round < ROUNDS; round++) {
      Set<Node> found = new Rematerialization(flow, grouping).find();
      if (found.isEmpty()) {
        return grouping;
      }
      grouping = regroup.apply(grouping.recompute().with(flow, found));
    }
    return grouping;
  }

  private Set<Node> find() {
    for (Node node : flow.nodes()) {
      Optional<Group> group = grouping.of(node);
      if (group.isPresent() && isCheap(node) && !roots.contains(node)) {
        Set<Group> readers = new HashSet<>();
        recompute.dependents(node).forEach(n -> readers.add(grouping.of(n).orElseThrow()));
        readers.remove(group.get());
        boolean inline = recompute.dependents(node).stream().allMatch(n -> n.kind().isFusable());
        if (inline && !readers.isEmpty()) {
          Set<Node> chain = new HashSet<>(Set.of(node));
          if (cost(node, group.get(), readers, chain, 0) < Schedule.bytes(node)) {
            found.addAll(chain);
          }
        }
      }
    }
    return found;
  }

  /**
   * How many bytes are written and read for {@code readers} if they compute the value themselves,
   * in units of one write and one read. What another kernel has written anyway is only read.
   */
  private long cost(Node node, Group group, Set<Group> readers, Set<Node> chain, int depth) {
    long bytes = 0;
    for (Node operand : recompute.dependencies(node)) {
      boolean there =
          operand.kind() == OpKind.GIVEN
              || readers.stream().allMatch(r -> needs(r, operand) || r.members().contains(operand));
      if (there) {
        continue;
      }
      boolean inside = group.members().contains(operand) && !roots.contains(operand);
      long kept = inside ? Schedule.bytes(operand) : Schedule.bytes(operand) / 2;
      if (inside && isCheap(operand) && depth < MAX_DEPTH) {
        Set<Node> longer = new HashSet<>(chain);
        longer.add(operand);
        long alternative = cost(operand, group, readers, longer, depth + 1);
        if (alternative < kept) {
          kept = alternative;
          chain.addAll(longer);
        }
      }
      bytes += kept;
    }
    return bytes;
  }

  private boolean needs(Group group, Node node) {
    return recompute.dependents(node).stream().anyMatch(n -> group.members().contains(n));
  }

  private static boolean isCheap(Node node) {
    return node.kind() == OpKind.ELEMENTWISE
        && (node.op() instanceof Op.Unary unary
            ? CHEAP.contains(unary.function())
            : !(node.op() instanceof Op.Binary binary
                && binary.function() == BinaryFunction.POWER));
  }
}
