package graft.core.compile;

import graft.api.DType;
import graft.api.Op;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values are so cheap that every kernel computes them anew instead of reading them:
 * constants, sizes, iotas, broadcasts, casts from bool, and arithmetic on scalars that reads few
 * buffers. They are in memory only where an operation of the kind WHOLE or a port needs them.
 */
final class Recompute {
  /** Limits for arithmetic on scalars: what one chain may read and how long it may be. */
  private static final int MAX_READS = 3;

  private static final int MAX_STEPS = 40;

  private final Set<Node> cheap = new HashSet<>();
  private final Map<Node, List<Node>> dependencies = new HashMap<>();
  private final Map<Node, List<Node>> dependents = new HashMap<>();
  private final List<Node> stored = new ArrayList<>();

  /** Nothing is recomputed: each value is in memory. */
  static Recompute nothing(Dataflow flow) {
    return new Recompute(flow, Set.of());
  }

  /** Finds what is cheap. */
  static Recompute cheap(Dataflow flow) {
    Map<Node, Chain> chains = new HashMap<>();
    Recompute recompute = new Recompute(flow, Set.of());
    flow.nodes().stream().filter(n -> recompute.isCheap(n, chains)).forEach(recompute.cheap::add);
    return new Recompute(flow, recompute.cheap);
  }

  /** These and others, but for those that must be in memory all the same. */
  Recompute with(Dataflow flow, Set<Node> others) {
    Set<Node> all = new HashSet<>(cheap);
    all.addAll(others);
    Recompute trial = new Recompute(flow, all);
    trial.stored().stream().filter(others::contains).forEach(all::remove);
    return new Recompute(flow, all);
  }

  private Recompute(Dataflow flow, Set<Node> cheap) {
    this.cheap.addAll(cheap);
    collect(flow);
  }

  /** What a chain of scalars reads, and how many steps it has. */
  private record Chain(Set<Node> reads, int steps) {}

  private boolean isCheap(Node node, Map<Node, Chain> chains) {
    return switch (node.kind()) {
      case LEAF, BROADCAST -> true;
      case ELEMENTWISE -> node.isScalar() ? isShort(node, chains) : isMask(node);
      case GIVEN, REDUCE, WHOLE, SCAN, PART, SAME -> false;
    };
  }

  private static boolean isMask(Node node) {
    return node.op() instanceof Op.Cast
        && node.operands().get(0).node().type().dtype() == DType.BOOL
        && node.operands().get(0).isPlain();
  }

  private boolean isShort(Node node, Map<Node, Chain> chains) {
    Set<Node> reads = new LinkedHashSet<>();
    int steps = 1;
    for (Use use : node.operands()) {
      if (isInline(node, use)) {
        Chain chain = chains.getOrDefault(use.node(), new Chain(Set.of(), 1));
        reads.addAll(chain.reads());
        steps += chain.steps();
      } else {
        reads.add(use.node());
      }
    }
    chains.put(node, new Chain(reads, steps));
    return reads.size() <= MAX_READS && steps <= MAX_STEPS;
  }

  /** For each value in memory, what must be in memory before. */
  private void collect(Dataflow flow) {
    Set<Node> needed = new HashSet<>(flow.roots());
    for (Node node : flow.nodes()) {
      if (!cheap.contains(node)) {
        needed.add(node);
      }
    }
    for (int i = flow.nodes().size() - 1; i >= 0; i--) {
      Node node = flow.nodes().get(i);
      if (needed.contains(node)) {
        Set<Node> reads = new LinkedHashSet<>();
        reads(node, reads);
        needed.addAll(reads);
        dependencies.put(node, List.copyOf(reads));
      }
    }
    for (Node node : flow.nodes()) {
      if (needed.contains(node) && node.kind() != OpKind.GIVEN) {
        stored.add(node);
      }
      for (Node read : dependencies.getOrDefault(node, List.of())) {
        dependents.computeIfAbsent(read, n -> new ArrayList<>()).add(node);
      }
    }
  }

  private void reads(Node node, Collection<Node> reads) {
    for (Use use : node.operands()) {
      if (isInline(node, use)) {
        reads(use.node(), reads);
      } else {
        reads.add(use.node());
      }
    }
  }

  /** True if the kernel of {@code user} computes the operand anew. */
  boolean isInline(Node user, Use use) {
    Node node = use.node();
    if (!cheap.contains(node) || !user.kind().isFusable()) {
      return false;
    }
    // a Broadcast may start only at a scalar or at what a kernel reads or computes for its rows
    boolean start = user.kind() != OpKind.BROADCAST || use.shape().isScalar();
    return start && (node.isScalar() || use.isPlain() || isFill(node));
  }

  /** True for a Broadcast of a scalar: it has any shape that is asked for. */
  static boolean isFill(Node node) {
    return node.kind() == OpKind.BROADCAST && node.operands().get(0).shape().isScalar();
  }

  /** The values that get memory or live in one kernel only, operands first, without inputs. */
  List<Node> stored() {
    return stored;
  }

  /** What the kernel that computes a stored value needs, in order of use. */
  List<Node> dependencies(Node node) {
    return dependencies.getOrDefault(node, List.of());
  }

  /** The stored values that need this one. */
  List<Node> dependents(Node node) {
    return dependents.getOrDefault(node, List.of());
  }
}
