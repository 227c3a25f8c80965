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
import org.jspecify.annotations.Nullable;

/**
 * Which values share a kernel: a partition of the stored values whose groups form no cycle.
 *
 * <p>Idea: the groups are kept in an order in which operands come before users. Whether merging two
 * of them closes a cycle then shows in a search among the groups between them only, and the groups
 * that this search has met are those that must move behind the merged one. Reference: Pearce and
 * Kelly 2007, "A dynamic topological sort algorithm for directed acyclic graphs".
 */
final class Grouping {
  private final Recompute recompute;
  private final KernelWriter writer;
  private final @Nullable Group[] groups;
  private final @Nullable Group[] order;
  private final Set<Set<Group>> refused = new HashSet<>();
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
    List<Node> stored = recompute.stored();
    int size = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).index() + 1;
    groups = new @Nullable Group[size];
    order = new @Nullable Group[size];
    for (Node node : stored) {
      if (node.kind() != OpKind.PART) {
        SortedSet<Node> members = new TreeSet<>(Set.of(node));
        if (node.kind() == OpKind.SCAN) {
          members.addAll(recompute.dependents(node));
        }
        Draft draft = writer.write(members).orElseThrow();
        put(new Group(members, draft, late.contains(node)), node.index());
      }
    }
  }

  private void put(Group group, int position) {
    group.members().forEach(n -> groups[n.index()] = group);
    place(group, position);
  }

  private void place(Group group, int position) {
    order[position] = group;
    group.moveTo(position);
  }

  Recompute recompute() {
    return recompute;
  }

  /** The group of a stored value; empty for inputs. */
  Optional<Group> of(Node node) {
    return Optional.ofNullable(group(node));
  }

  private @Nullable Group group(Node node) {
    return node.index() < groups.length ? groups[node.index()] : null;
  }

  /** All groups in the order of their first members. */
  List<Group> all() {
    List<Group> all = new ArrayList<>();
    for (Group group : order) {
      if (group != null) {
        all.add(group);
      }
    }
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

  /** True if {@code to} must run after {@code from}, directly or through others. */
  boolean reaches(Group from, Group to) {
    Set<Group> seen = new HashSet<>(Set.of(from));
    Deque<Group> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Group next : after(open.pop())) {
        if (next == to) {
          return true;
        }
        if (seen.add(next)) {
          open.push(next);
        }
      }
    }
    return false;
  }

  /** Makes two groups one if one kernel can do it and no cycle arises. */
  boolean merge(Group a, Group b) {
    if (a == b || a.isLate() != b.isLate() || !isClose(a, b) || refused.contains(Set.of(a, b))) {
      return false;
    }
    SortedSet<Node> members = new TreeSet<>(a.members());
    members.addAll(b.members());
    Optional<Draft> draft = writer.write(members);
    Group first = a.position() < b.position() ? a : b;
    Group second = first == a ? b : a;
    Optional<Set<Group>> between = draft.isEmpty() ? Optional.empty() : usersBetween(first, second);
    if (between.isEmpty()) {
      refused.add(Set.of(a, b));
      return false;
    }
    replace(first, second, new Group(members, draft.get(), a.isLate()), between.get());
    return true;
  }

  /**
   * The groups ordered between two that need the first one; empty if the second one needs one of
   * them: then the two cannot be one.
   */
  private Optional<Set<Group>> usersBetween(Group first, Group second) {
    Set<Group> seen = new HashSet<>();
    Deque<Group> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      Group group = open.pop();
      for (Node node : group.members()) {
        for (Node user : recompute.dependents(node)) {
          Group next = groups[user.index()];
          if (next == second && group != first) {
            return Optional.empty();
          }
          if (next != null
              && next != first
              && next.position() < second.position()
              && seen.add(next)) {
            open.push(next);
          }
        }
      }
    }
    return Optional.of(seen);
  }

  /** Puts the merged group before those which need its first part and behind the others. */
  private void replace(Group first, Group second, Group merged, Set<Group> users) {
    List<Group> behind = new ArrayList<>();
    int free = first.position();
    int end = second.position();
    for (int i = first.position(); i <= end; i++) {
      Group group = order[i];
      order[i] = null;
      if (group != null && users.contains(group)) {
        behind.add(group);
      } else if (group != null && group != first && group != second) {
        place(group, free);
        free++;
      }
    }
    put(merged, free);
    for (Group group : behind) {
      free++;
      place(group, free);
    }
  }

  /** A quick look before the real try: some values must have equally many elements. */
  private static boolean isClose(Group a, Group b) {
    boolean fusable =
        a.members().first().kind().isFusable() && b.members().first().kind().isFusable();
    return fusable
        && (a.elements().equals(b.elements())
            || a.members().last().elements().equals(b.members().first().elements())
            || b.members().last().elements().equals(a.members().first().elements()));
  }
}
