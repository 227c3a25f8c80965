package graft.core.compile;

import graft.api.Graph;
import graft.api.accel.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Which values share a kernel: a partition of the stored values whose groups form no cycle. */
final class Grouping {
  private final Recompute recompute;
  private final KernelWriter writer;
  private final Map<Node, Group> groups = new HashMap<>();
  private final Map<Group, Set<Group>> requiredBefore = new HashMap<>();
  private final Map<Group, Set<Group>> requiredAfter = new HashMap<>();

  /** Each value alone, but for a scan and its parts. */
  static Grouping single(Dataflow flow, Recompute recompute, Function<Graph, Program> bodies) {
    KernelWriter writer = new KernelWriter(flow, recompute, bodies);
    return new Grouping(recompute, writer, Phases.late(flow, recompute));
  }

  /** The same, and each value a SINGLE kernel before the commit. */
  static Grouping plain(Dataflow flow, Function<Graph, Program> bodies) {
    Recompute nothing = Recompute.nothing(flow);
    return new Grouping(nothing, KernelWriter.plain(flow, nothing, bodies), Set.of());
  }

  private Grouping(Recompute recompute, KernelWriter writer, Set<Node> late) {
    this.recompute = recompute;
    this.writer = writer;
    for (Node node : recompute.stored()) {
      if (node.kind() != OpKind.PART) {
        SortedSet<Node> members = new TreeSet<>(Set.of(node));
        if (node.kind() == OpKind.SCAN) {
          members.addAll(recompute.dependents(node));
        }
        Draft draft = writer.write(members).orElseThrow();
        put(new Group(members, draft, late.contains(node)));
      }
    }
  }

  Recompute recompute() {
    return recompute;
  }

  private void put(Group group) {
    group.members().forEach(n -> groups.put(n, group));
  }

  /** The group of a stored value; empty for inputs. */
  Optional<Group> of(Node node) {
    return Optional.ofNullable(groups.get(node));
  }

  /** All groups in the order of their first members. */
  List<Group> all() {
    List<Group> all = new ArrayList<>(new LinkedHashSet<>(groups.values()));
    all.sort(Comparator.comparingInt(Group::index));
    return all;
  }

  /** Says, once all merging is done, that {@code first} runs before {@code then}. */
  void require(Group first, Group then) {
    requiredBefore.computeIfAbsent(then, g -> new LinkedHashSet<>()).add(first);
    requiredAfter.computeIfAbsent(first, g -> new LinkedHashSet<>()).add(then);
  }

  /** The groups that must run before a group. */
  Set<Group> before(Group group) {
    Set<Group> before = new LinkedHashSet<>();
    for (Node node : group.members()) {
      recompute.dependencies(node).forEach(n -> of(n).ifPresent(before::add));
    }
    before.remove(group);
    before.addAll(requiredBefore.getOrDefault(group, Set.of()));
    return before;
  }

  /** The groups that must run after a group. */
  Set<Group> after(Group group) {
    Set<Group> after = new LinkedHashSet<>();
    for (Node node : group.members()) {
      recompute.dependents(node).forEach(n -> of(n).ifPresent(after::add));
    }
    after.remove(group);
    after.addAll(requiredAfter.getOrDefault(group, Set.of()));
    return after;
  }

  /** True if {@code to} needs {@code from}, directly or through others. */
  boolean reaches(Group from, Group to) {
    return reaches(after(from), to);
  }

  private boolean reaches(Set<Group> starts, Group to) {
    Set<Group> seen = new HashSet<>(starts);
    Deque<Group> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      Group group = open.poll();
      if (group == to) {
        return true;
      }
      for (Group next : after(group)) {
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }

  /** True if there is a path from {@code from} to {@code to} through a third group. */
  private boolean detours(Group from, Group to) {
    Set<Group> others = after(from);
    others.remove(to);
    return reaches(others, to);
  }

  /** Makes two groups one if one kernel can do it and no cycle arises. */
  boolean merge(Group a, Group b) {
    if (a == b || a.isLate() != b.isLate() || !isClose(a, b)) {
      return false;
    }
    SortedSet<Node> members = new TreeSet<>(a.members());
    members.addAll(b.members());
    Optional<Draft> draft = writer.write(members);
    if (draft.isEmpty() || detours(a, b) || detours(b, a)) {
      return false;
    }
    put(new Group(members, draft.get(), a.isLate()));
    return true;
  }

  /** A quick look before the real try: some values must have equally many elements. */
  private static boolean isClose(Group a, Group b) {
    boolean fusable =
        a.members().first().kind().isFusable() && b.members().first().kind().isFusable();
    return fusable
        && (a.draft().domain().elements().equals(b.draft().domain().elements())
            || a.members().last().elements().equals(b.members().first().elements())
            || b.members().last().elements().equals(a.members().first().elements()));
  }
}
